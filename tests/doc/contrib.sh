#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The files of contrib/monitoring/: units that systemd accepts, a line that cron would,
# manifests that
# are YAML, and commands in all of them that run; rules whose metrics tlsbox writes.
. "${top_srcdir:?}/tests/doc/kit.sh"
. "$top/tests/doc/pki.sh"
need parallel openssl jq perl
files=$top/contrib/monitoring
issue_ca root root '/CN=Example Root'
issue_server shop root 90
cp shop.pem tls.crt && cp shop.key tls.key && mkdir metrics
wrap "verify*) shift; exec $tlsbox verify --roots $PWD/root.pem \"\$@\"" \
    "handshake*) shift; exec $tlsbox handshake --roots $PWD/root.pem --connect 127.0.0.1:1 \"\$@\""

# units: with the programs of the test, because systemd looks whether they are there.
if command -v systemd-analyze >/dev/null; then
    mkdir units
    for unit in "$files"/tlsbox-*.service "$files"/tlsbox-*.timer; do
        sed "s,/usr/local/lib/tlsbox/,$files/,; s,/usr/local/bin/tlsbox,$tlsbox," "$unit" \
            >"units/${unit##*/}"
    done
    mv units/tlsbox-file@.service units/tlsbox-file@etc-ssl-site.pem.service
    systemd-analyze verify --man=no --recursive-errors=no units/* >units.log 2>&1 ||
        ! grep "$work" units.log || fail "systemd does not accept a unit"
    ! grep -E "$work/guide/units.*(Unknown|Failed|Invalid|not executable)" units.log ||
        fail "systemd does not understand a unit"
fi

# exec_of FILE: the command of a unit, with systemd's escapes and paths replaced.
exec_of()
{
    sed -n 's/^ExecStart=//p' "$1" | sed "s/%%/%/g; s,%f,$PWD/shop.pem,; $paths"
}
paths="s,/usr/local/lib/tlsbox/,$files/,; s,/usr/local/bin/tlsbox,tlsbox,
    s,/etc/tlsbox/hosts,$PWD/hosts,; s,/var/lib/tlsbox-metrics,$PWD/metrics,"
echo shop.example >hosts
sh -c "$(exec_of "$files/tlsbox-file@.service")" >said || fail "tlsbox-file@.service: $(cat said)"
sh -c "$(exec_of "$files/tlsbox-hosts.service")" >said 2>&1 ||
    fail "tlsbox-hosts.service: $(cat said)"
grep -q '^tlsbox_ok{command="handshake",input="shop.example"} 0' metrics/tlsbox-shop.example.prom ||
    fail "tlsbox-hosts.service writes no metrics"

# cron: five fields, a user, and a command in which a percent sign has a backslash.
awk '/^#/ { next }
    {
        lines++
        for (i = 1; i <= 5; i++)
            if ($i !~ /^([*]|[0-9]+)([-,\/][0-9]+)*$/)
                exit bad = 1
        for (i = 1; i <= 6; i++)
            sub(/^[^ ]+ +/, "")
        line = $0
        gsub(/\\%/, "", line)
        if (line ~ /%/)
            exit bad = 1
        gsub(/\\%/, "%")
        print
    }
    END { exit bad || lines != 1 }' "$files/crontab" >cron.sh || fail "cron would not read crontab"
rm metrics/*
sh -c "$(sed "$paths" cron.sh)" >said 2>&1 || fail "crontab: $(cat said)"
[ -s metrics/tlsbox-shop.example.prom ] || fail "crontab writes no metrics"

# A host that has left the list has no metrics any more; a list of nothing is an error.
echo other.example >hosts
sh "$files/hosts.sh" hosts metrics >said 2>&1 || fail "hosts.sh: $(cat said)"
[ "$(ls metrics)" = tlsbox-other.example.prom ] || fail "hosts.sh leaves old files"
echo '# none' >hosts
! sh "$files/hosts.sh" hosts metrics >said 2>&1 || fail "hosts.sh accepts a list of nothing"
printf 'a:1\na_1\n' >hosts
! sh "$files/hosts.sh" hosts metrics >said 2>&1 || fail "hosts.sh mixes two hosts up"
echo other.example >hosts
! sh "$files/hosts.sh" hosts no/such/dir >said 2>&1 || fail "hosts.sh does not see a full disk"
! sh "$files/hosts.sh" hosts metrics --no-such-option >said 2>&1 ||
    fail "hosts.sh hides a usage error"

# yaml FILE FILTER: what jq prints.  CPAN::Meta::YAML belongs to perl.
yaml()
{
    perl -MCPAN::Meta::YAML -MJSON::PP -e '
        my $all = CPAN::Meta::YAML->read($ARGV[0]) or die;
        print JSON::PP->new->canonical->encode($all->[0]);' "$files/$1" | jq -er "$2"
}
words='(.command + .args) | map(@sh) | join(" ")'
mount="s,/tls/,$PWD/,g; s,/metrics/,$PWD/metrics/,g"
yaml cronjob.yaml '[.apiVersion, .kind] == ["batch/v1", "CronJob"]' >/dev/null
yaml cronjob.yaml ".spec.jobTemplate.spec.template.spec.containers[0] | $words" |
    sed "$mount" >job.sh
sh job.sh >said 2>&1 || fail "cronjob.yaml: $(cat said)"
cp root.key tls.key
! sh job.sh >said 2>&1 || fail "cronjob.yaml accepts another key"
cp shop.key tls.key
yaml sidecar.yaml '.spec.containers[0].args[0]' | sed "$mount; s/sleep 600/exit/" >side.sh
sh side.sh >said 2>&1 || fail "sidecar.yaml: $(cat said)"
grep -q '^tlsbox_ok.* 1$' metrics/tlsbox.prom || fail "sidecar.yaml writes no metrics"
yaml sidecar.yaml '[.spec.volumes[].name] ==
    (.spec.containers[0].volumeMounts | map(.name))' >/dev/null

# The metrics of the rules are written.
yaml prometheus.rules.yaml '.groups[].rules[] | .expr' | grep -o 'tlsbox_[a-z_]*' | sort -u >wanted
[ "$(wc -l <wanted)" -ge 3 ] || fail "prometheus.rules.yaml has no rules"
while read -r metric; do
    grep -q "^$metric{" metrics/tlsbox.prom || fail "tlsbox writes no $metric"
done <wanted
yaml prometheus.rules.yaml '[.groups[].rules[] |
    .alert, .labels.severity, .annotations.summary] | all' >/dev/null

# Nagios: each command is a plugin that runs, for a host that refuses and a file that is good.
sed -n 's/^ *command_line *//p' "$files/nagios.cfg" | sed "s,/usr/local/bin/tlsbox,tlsbox,
    s/\$HOSTADDRESS\\$/127.0.0.1:1/; s/ \$ARG2\\$//; /handshake/s/\$ARG1\\$//
    s/\$ARG1\\$/shop.pem/" >nagios.sh
sed -i '2s/$/ shop.example/' nagios.sh
[ "$(wc -l <nagios.sh)" = 3 ] || fail "nagios.cfg has not three commands"
while read -r command; do
    code=0
    sh -c "$command" </dev/null >said 2>&1 || code=$?
    case "$command $code" in
    *handshake*2 | *verify*0)
        grep -Eq '^TLSBOX (OK|CRITICAL): ' said || fail "$command: $(cat said)"
        ;;
    *) fail "nagios.cfg: $command: $code: $(cat said)" ;;
    esac
done <nagios.sh
awk '/^define [a-z]+ \{$/ { depth++ } /^\}$/ { depth-- } depth < 0 || depth > 1 { exit bad = 1 }
    END { exit bad || depth != 0 }' "$files/nagios.cfg" || fail "nagios.cfg: a brace is missing"

# Icinga: braces and quotes are paired, and handshake has the options.
awk '{ gsub(/"[^"]*"/, "") } /"/ { exit bad = 1 } /^\/\// { next }
    { depth += gsub(/[{\[(]/, "") - gsub(/[}\])]/, "") } depth < 0 { exit bad = 1 }
    END { exit bad || depth != 0 }' "$files/icinga2.conf" || fail "icinga2.conf: a brace is missing"
"$tlsbox" handshake --help >help
for option in $(grep -o '"--[a-z-]*"' "$files/icinga2.conf" | tr -d '"'); do
    grep -Eq -- "^ +$option( |\$)" help || fail "icinga2.conf: handshake has no $option"
done
