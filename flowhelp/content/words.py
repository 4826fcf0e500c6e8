"""English words that tell what a piece of text is: verbs of instructions, programs of shells.

Data, and the few questions that are asked of it. Other languages add theirs
beside it; what is not known here is decided by shape alone.
"""

from __future__ import annotations

import re

VERBS = frozenset(
    """
    accept access acknowledge activate add adjust agree align aliquot allow analyse analyze
    announce answer apply approve arrange ask assemble assess assign attach authenticate author
    authorize avoid back backup balance be begin block book boot bring browse build buy
    calculate calibrate call cancel capture carry cast centrifuge change charge check choose
    clean clear click clone close collect combine come communicate compare complete compress
    configure confirm connect consider consult contact continue convert cool coordinate copy
    correct correlate count cover create cut deactivate decide decline decrease define delete
    deploy describe detach determine diagnose dilute disable discard disconnect discuss dismiss
    dispose dissolve distribute do document double download drag drain draw drop dry dump edit
    eject elute email empty enable encourage end engage ensure enter erase escalate establish
    estimate evaluate examine execute exit expand expire export expose extend extract fail
    fetch file fill filter find finish fit fix flick flush focus follow force format forward
    freeze gather generate get give go grab grant group hand handle hang have help hold hover
    identify ignore import improve include increase incubate inform insert inspect install
    invert investigate invite invoke isolate issue join keep kill label launch lay leave let
    level lift limit link list load locate lock log login look loosen lower maintain make
    manage map mark match measure mention merge microwave migrate minimize mix modify monitor
    mount move multiply name navigate note notify observe obtain offer open operate optimize
    optionally order organize output overwrite page park paste pause perform phone pick ping
    pipette place plan plug point populate post pour power practice prepare press prevent
    preview print proceed process promote provide provision publish pull purge push put
    quantify query quit raise ramp randomize reach read rebalance rebase reboot rebuild
    recalculate receive recheck reconcile reconnect record recover redeploy redirect reduce
    refer refill refresh register reinstall reject release reload relocate remember remind
    remove rename renew reopen repair repeat replace replicate reply report request rerun reset
    resize resolve respond restart restore resume resuspend retain retrieve retry return revert
    review revoke rinse roll rotate run save scale scan schedule scroll seal search secure see
    select send separate serve set setup shake share shorten show shut sign silence simplify
    skip slide snapshot sort specify spin split spray squeeze ssh stage stand start state stay
    stir stop store submit subscribe subtract supply switch sync synchronize tag take talk tap
    target tell terminate test thaw tick tighten toggle touch track train transfer translate
    treat trigger troubleshoot try turn type unblock uncheck understand undo uninstall unlock
    unmount unplug unseal untar unzip update upgrade upload use validate verify view visit
    vortex wait walk warm wash watch weigh wipe withdraw work wrap write zoom
    """.split()
)
"""Verbs that begin an instruction, as they stand there."""

LEADS = frozenset(
    """
    after again also alternatively always at before by carefully do don't during each every
    finally first for from gently ideally if immediately in initially instead just lastly later
    manually never next now on once optional optionally otherwise please quickly second slowly
    then third to unless until using when whenever where while with within without you
    """.split()
)
"""Words that may stand before the verb of an instruction."""

COMMANDS = frozenset(
    """
    7z a2dismod a2dissite a2enmod a2ensite acme.sh adb add-apt-repository adduser alembic
    amtool ansible ansible-playbook apachectl apk apt apt-cache apt-get apt-key apt-mark
    aptitude arp at awk aws az bash bat bin brew btrfs bundle bunzip2 bzip2 cargo cat cd
    certbot chef-client chgrp chkconfig chmod chown chroot chsh cilium cloud-init cmake cmd cmp
    column comm compgen composer conda consul cp cpan createdb createuser cron crontab
    cryptsetup cscli csplit cue curl curl.exe cut date dd debconf-set-selections declare
    defaults deluser df diff dig dir dism django-admin dmesg dnf docker docker-compose dokku
    dos2unix dotnet dpkg dpkg-reconfigure dropdb du e2fsck easyrsa echo egrep elasticsearch
    emacs env envsubst eval exec exit export expr fallocate fastboot fdisk feh ffmpeg ffprobe
    fgrep file find firewall-cmd flock flux fly free fsck ftp fuser gcc gcloud gds gem
    get-childitem get-content get-process get-service getent git glab go gofmt gpasswd gpg gpg2
    gradle grep groupadd groups grub-install grub-mkconfig grunt gsutil gulp gunzip gzip
    haproxy hdparm head helm helmfile heroku history hokusai host hostname hostnamectl htop
    http httpd hub iconv id ifconfig ifdown ifup influx init.d insmod install install-module
    invoke-webrequest ionice iostat iotop ip ipconfig iperf iperf3 iptables iptables-save
    ipvsadm irb istioctl java javac jenkins join journalctl jq k3s k9s kill killall kinit knife
    kubeadm kubectl kubectx kubelet kubens kustomize last ldapsearch less ln locale locale-gen
    localectl logger logrotate ls lsblk lscpu lsmod lsof lspci lsusb lvcreate lvdisplay
    lvextend lvremove lvresize lynx mail make man md5sum mdadm minikube mkdir mkfs mkfs.ext4
    mkfs.xfs mkswap mktemp modprobe module mongo mongodump mongorestore mongosh more mount mtr
    mv mvn mysql mysqladmin mysqld_safe mysqldump nano nc ncat net netplan netsh netstat
    new-item newgrp nexctl nft ng nginx nice nmap nmcli node nohup npm npx nsenter nslookup
    ntpdate nvidia-smi nvim openssl openvpn opkg pacman parallel parted passwd patch patronictl
    pdsh perl pg_basebackup pg_ctl pg_ctlcluster pg_dump pg_dumpall pg_restore pgbench pgrep
    php php-fpm ping pip pip3 pipenv pipx pkill pm2 pnpm podman poetry powershell printenv
    printf ps psql pt-online-schema-change pulumi puppet pushd pvcreate pvs pwd pwgen py pyenv
    pytest python python2 python3 quit rabbitmqctl rails rake rbenv rclone read readlink reboot
    redis-benchmark redis-cli redis-server remove-item restart-service rg rm rmdir rndc route
    rpm rspec rscript rsync ruby rustc rustup rvm s3cmd salt sar sbatch scontrol scp screen sed seq
    service sestatus set set-executionpolicy set-item set-location setenforce setfacl sftp sh
    sha256sum shutdown skopeo sleep snap snmpwalk sort source split sqlite3 squeue srun ss ssh
    ssh-add ssh-copy-id ssh-keygen ssh-keyscan sshpass start-service start-stop-daemon stat
    stop-service strace su sudo supervisorctl sv swapoff swapon sync sysctl systemctl
    systemd-analyze tail tar taskkill tc tcpdump tee telnet terraform test time timedatectl
    timeout tmux top touch tr traceroute tree truncate tsh tune2fs type ufw ulimit umask umount
    unalias uname uniq unlink unset unxz unzip update-alternatives update-ca-certificates
    update-grub update-initramfs update-rc.d updatedb uptime useradd userdel usermod vagrant
    vault velero vgcreate vgextend vgs vi view vim virsh virtualenv visudo vmstat w wal-e wall
    watch wc webpack wg wg-quick wget where whereis which who whoami winget wipefs wp x509
    xargs xfs_growfs xfs_repair xz yarn yes yum zcat zfs zgrep zip zpool zsh zypper
    """.split()
)
"""Programs and shell words that a line of commands begins with, lower case."""

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ASSIGNMENT = re.compile(r"^(?:export\s+)?[A-Za-z_]\w*=\S*")
_PATH = re.compile(r"^(?:\.{0,2}/|~/|[A-Za-z]:\\|\$\{?\w+\}?/|<[\w -]+>/)[\w./~$@{}\\:<>%*-]+")
_SENTENCE = re.compile(r"[a-z]{2,}[.:!?]$")
_OPTION = re.compile(r"(?:^|\s)--?[A-Za-z]")
_PROGRAM = re.compile(r"^[a-z_][\w.+-]*$", re.IGNORECASE)


def is_instruction(words: str) -> bool:
    """Whether plain text begins like something to do: a verb, or a phrase and a comma before one.

    Only English is known; the answer is a hint and never decides alone.
    """
    found = [word.lower() for word in _WORD.findall(words[:200])]
    if not found:
        return False
    if found[0] in VERBS:
        return True
    return found[0] in LEADS and any(word in VERBS for word in found[1:])


_NOUNS = frozenset(
    """
    access back backup balance benefit block book change check contact control count cover cut
    deploy design document drain draw drop edit export fill filter fit fix focus force form format
    group hand handle help hold image import install issue label launch level limit link list load
    lock log look mark match mention merge mind monitor mount move name note notes offer open order
    output page park part patch pause phone pick place plan plug point post power practice press
    preview process push query ramp read record release reply report request rest retry return
    review run sample save scale schedule search seal separate set setup share show sign slide
    snapshot sort stage stand start state stop store supply support switch tag talk target test
    track transfer trigger turn type update upgrade use view visit watch work
    """.split()
)
"""Verbs that are nouns as well: in a heading they need an object to be instructions."""

_OBJECT = frozenset(
    "the a an your all any each every this that these those it its if on in".split()
)
_LONG_HEADING = 4


def is_instruction_heading(words: str) -> bool:
    """Whether a heading's words tell to do something: a verb first, and not one of its nouns.

    `Backup strategy` does not; `Back up the database` and `Restore` do.
    """
    found = [word.lower() for word in _WORD.findall(words[:200])]
    while found and found[0] in {"optional", "optionally", "finally", "then", "next", "now"}:
        found = found[1:]
    if not found or found[0] not in VERBS:
        return False
    if found[0] not in _NOUNS:
        return True
    return len(found) >= _LONG_HEADING or (len(found) > 1 and found[1] in _OBJECT)


def is_command(line: str, *, known: bool = True) -> bool:
    """Whether a line is something to type into a shell, by its first word and its shape.

    Args:
        line: One line without its prompt.
        known: Ask for a known program; otherwise any word with an option behind it will do.
    """
    line = line.strip()
    if not line or line[0] in "{}[]<>|+*=,;\"'":
        return bool(_PATH.match(line)) and len(line.split()) > 1
    first, _, rest = line.partition(" ")
    if _PATH.match(first):
        return not first.endswith(":") and (bool(rest) or "/bin/" in first or first[0] == ".")
    if _ASSIGNMENT.match(line):
        return first.isupper() or "$(" in line or line.startswith("export ") or "=" in first
    name = first.lower().rstrip(";")
    if name in COMMANDS:
        return not _SENTENCE.search(line[-40:]) or bool(_OPTION.search(line))
    return not known and bool(_PROGRAM.match(first)) and bool(_OPTION.search(rest))
