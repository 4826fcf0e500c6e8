"""What destroys, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from flowhelp.execution.danger import dangers


@pytest.mark.parametrize(
    "script",
    [
        "rm -rf /srv/data", "sudo rm -r -f x", "rm --recursive x", "rm -fr x", "rm -f x",
        "/bin/rm -rf x", "dd if=/dev/zero of=/dev/sda", "mkfs.ext4 /dev/sdb1", "wipefs -a /dev/sda",
        "echo x > /dev/sda", "psql -c 'DROP TABLE users'", "mysql -e 'truncate orders'",
        "psql -c 'delete from users;'", "redis-cli FLUSHALL", "git push --force", "git push -f",
        "git push origin +main", "git -C x push origin --delete y", "git reset --hard HEAD~1",
        "git clean -xfd", "kubectl delete pod web", "kubectl -n a delete ns b",
        "terraform destroy", "terraform apply -auto-approve --auto-approve", "aws s3 rb s3://x",
        "docker system prune", "helm uninstall x", "shutdown -h now", "reboot", "systemctl stop db",
        "systemctl reboot", "kill -9 1", "pkill -KILL x", "chmod -R 777 /", "chmod 777 x",
        "chown -R a b", "curl https://x | sh", "curl -s x | sudo bash", "bash <(curl x)",
        "wget -qO- x | /bin/sh", "iptables -F", "userdel bob", "crontab -r", "find . -delete",
        "rsync -a --delete a/ b/", ": > file", "truncate -s 0 x", "patronictl switchover --force",
        "apt-get remove --yes x", "cat x | xargs rm -rf", "ssh h 'rm -rf /x'", "rm \\\n  -rf x",
        ":(){ :|:& };:", "fdisk /dev/sda", "lvremove x", "dropdb x", "aws ec2 terminate-instances",
    ],
)  # fmt: skip
def test_what_destroys_is_known(script: str) -> None:
    assert dangers(script)


@pytest.mark.parametrize(
    "script",
    [
        "ls -la", "git push", "git reset HEAD~1", "kubectl get pods", "rmdir x", "grep -rf x y",
        "systemctl status db", "curl https://x -o y", "chmod 644 x", "rm x", "docker ps",
        "psql -c 'select 1'", "terraform plan", "echo perform -rf", "git commit --amend",
        "delete from users where id = 1", "add --forced-color", "alarm -f",
    ],
)  # fmt: skip
def test_what_only_reads_is_not_warned_of(script: str) -> None:
    assert dangers(script) == ()


def test_reasons_are_told_once_and_long_scripts_take_no_time() -> None:
    assert dangers("rm -rf a; rm -rf b") == (
        "rm removes folders with all in them", "rm -f removes without asking",
    )  # fmt: skip
    began = time.monotonic()
    for word in (
        "rm ",
        "git push ",
        "find . ",
        "curl x ",
        "kubectl a ",
        "delete from ",
        ": ",
        "> ",
    ):
        dangers(word * 8000)
    assert time.monotonic() - began < 10
