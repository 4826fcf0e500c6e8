"""What later releases changed in the file of what was pulled, in order.

Released ones are never edited; a change is a new one at the end.
"""

from __future__ import annotations

_TWINS = """
create table twin (
    -- Events of a device that are not of its chain as it brings it itself: of a copy of its disk,
    -- or from before an old one was put back. An own name is among them where a copy of this
    -- machine goes on under it.
    device  text not null,
    seq     integer not null,
    id      text not null unique,
    run     text not null,
    sid     text not null,
    tag     text not null,
    at      text not null,
    body    text not null,
    prev    text not null,
    sha256  text not null,
    target  text not null,
    carrier text not null,  -- who brought it
    primary key (device, seq, sha256)
) strict;

create index twin_by_run on twin (run, device, seq);

-- How many events were added to the run after its end, when the record was made.
alter table record add column later integer not null default 0;

-- 1: told beside a record alone, so that the events before it need not have come.
alter table head add column alone integer not null default 0;
"""

_TIMES_OF_WORK = """
-- Times of runs are those of the work, also where it was keyed in from paper: all are worked
-- out anew. Without what is known of the own journal its runs are, too.
insert or ignore into stale select distinct run from pulled;
insert or ignore into stale select distinct run from twin;
insert or ignore into stale select run from record;
delete from known;
"""

CHANGES = (_TWINS, _TIMES_OF_WORK)
