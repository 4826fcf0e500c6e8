"""The pages of the stage."""

from __future__ import annotations

PUMP = """\
---
title: Swap the feed pump
owner: plant
tags: [pump, line-a]
aliases: [feed pump leaks]
---
# Swap the feed pump

The pump of line A is swapped when its bearing is loud. It takes half an hour and two people.
Read [how to lock out](lockout.md) first, or see [the maker's page](https://example.org/p7).

![The pump and its valves](pump.png)

## Before

1. Close valve V-12.
   - **Why:** the pipe is under pressure.
2. Read the gauge.
   - **Record:** Gauge PG-2: ___ bar (1–3, stop 0–5)
   - **Record:** Seal: ___ (ok / worn)
   - **If not:** call the shift lead.
3. Is the floor dry?
   - Yes → [Close up](#close-up)
   - No → [Mop](#mop)

## Mop

1. Mop the floor.

## Close up

1. Open the valve:

   ```sh
   printf 'V-12: opening\\nV-12: open\\n'
   ```

   | Lamp  | Means        |
   | ----- | ------------ |
   | green | it runs      |
   | red   | call a lead  |

2. Optional: put the sign away.

> [!NOTE]
> A new bearing is loud for an hour.

- 泵 is the word on the plate; 😀 is the lamp that is well.
"""

TEA = "# Steep tea\n\n1. Steep it.\n   - **Wait:** 5 min\n2. Drink it.\n"

LOCKOUT = """\
# Lock out and tag out

1. Look around.

> [!CAUTION]
> **DANGER — Electric shock.** Contact with live parts kills. Wait five minutes after the switch
> is off; the DC bus stays charged.

2. Open the door of the cabinet.
"""

VALUES = """\
---
title: Calibrate a machine
params:
  machine: {type: asset, pattern: "VMC-[0-9]{2}", help: On the door}
  level: {type: choice, choices: [low, high], default: low}
  token: {type: secret, env: NO_TOKEN, help: Of the controller}
---
1. Look at {{machine}} at level {{level}}.
"""

CHECK = """\
# Check the bus

1. Measure the bus.
   - **Record:** Bus: ___ V (< 5, stop < 9)
   - **Second person (independent):** measures again. Bus: ___ V (< 5)
2. Close the door.
"""

LAMP = """\
# Restart the lamp server

1. Restart it:

   ```sh
   printf 'stopping lampd\\nstarting lampd\\n\\033[32mlampd is up\\033[0m\\n'
   ```
2. Look at the lamp.
"""

PAGES = {
    "swap-pump.md": PUMP,
    "tea.md": TEA,
    "lockout.md": LOCKOUT,
    "calibrate.md": VALUES,
    "check-bus.md": CHECK,
    "lamp.md": LAMP,
}

SHIPPED = {
    "flowhelp/getting-started.md": "# Get to know flowhelp\n\n1. Look around.\n",
    "linux/disk-full.md": "# The disk is full\n\n1. See what takes the room.\n",
    "git/undo.md": "# Undo a commit\n\n1. Look at the log.\n",
}
