# SPDX-License-Identifier: GPL-3.0-or-later
# Common services, as peers.bash has TLS stacks: one function for each, which writes a configuration
# in the work folder `$(place)`, starts the service on 127.0.0.1:$port with the certificate of kind
# $1, and stays in the foreground.
# shellcheck shell=bash disable=SC2154,SC2034

# place: makes the folder of the service at $port, and prints it.
place()
{
    mkdir -p "$work/service-$port"
    chmod 755 "$work" "$work/service-$port"
    printf '%s' "$work/service-$port"
}

# program NAME: prints its path, since /usr/sbin is not in everybody's PATH.
program()
{
    command -v "$1" || echo "/usr/sbin/$1"
}

# as_user USER COMMAND...: runs COMMAND as USER if we are root, for programs that refuse to run as
# root.
as_user()
{
    local user=$1
    shift
    [ "$(id -u)" = 0 ] || exec "$@"
    exec setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
}

# given KIND DIRECTORY USER: writes key and certificate to one file that only USER may read.
given()
{
    cat "$1.key" "$1.pem" >"$2/identity.pem"
    chmod 600 "$2/identity.pem"
    [ "$(id -u)" != 0 ] || chown "$3" "$2/identity.pem"
}

# services_missing: notes which services cannot run here.
services_missing()
{
    local service
    for service in slapd:slapd prosody:prosody vsftpd:vsftpd inspircd:inspircd haproxy:haproxy \
        node:node mariadb:mariadbd apache:apache2 stunnel:stunnel4; do
        have "${service#*:}" || missing[${service%:*}]=1
    done
    { have postconf && [ "$(id -u)" = 0 ]; } || missing[postfix]=1
    for service in imap-login pop3-login managesieve-login lmtp; do
        [ -x "/usr/lib/dovecot/$service" ] || missing[dovecot]=1
    done
    [ -n "$(postgres_bin)" ] || missing[postgres]=1
}

# postfix KIND: its master process requires root and folders of its own.
peer_postfix()
{
    local at
    at=$(place)
    mkdir -p "$at"/{pid,private,public,data}
    chown postfix "$at"/{private,public,data}
    given "$1" "$at" root
    cat >"$at/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $at
data_directory = $at/data
inet_interfaces = 127.0.0.1
myhostname = localhost
maillog_file = $work/server-$port.log
maillog_file_prefixes = $work
alias_maps =
notify_classes =
local_recipient_maps =
smtpd_tls_security_level = may
smtpd_tls_chain_files = $at/identity.pem
CONF
    cat >"$at/master.cf" <<CONF
127.0.0.1:$port inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
CONF
    exec setsid /usr/lib/postfix/sbin/master -c "$at" -d
}

# dovecot KIND PROTOCOL
peer_dovecot()
{
    local at
    at=$(place)
    given "$1" "$at" root
    cat >"$at/conf" <<CONF
base_dir = $at/run
state_dir = $at/state
log_path = /dev/stderr
listen = 127.0.0.1
protocols = $2
ssl = yes
ssl_cert = <$at/identity.pem
ssl_key = <$at/identity.pem
$([ "$(id -u)" = 0 ] || printf 'default_%s = %s\n' login_user "$(id -un)" internal_user "$(id -un)" \
    internal_group "$(id -gn)")
service anvil {
  chroot =
}
$(dovecot_listener "$2")
passdb {
  driver = static
}
CONF
    exec "$(program dovecot)" -F -c "$at/conf"
}

# dovecot_listener PROTOCOL: listens at $port for this protocol only.
dovecot_listener()
{
    local service=$1-login listener=$1 other
    case $1 in
    sieve) service=managesieve-login ;;
    lmtp) service=lmtp ;;
    esac
    printf 'service %s {\n  chroot =\n' "$service"
    for other in imap:imaps pop3:pop3s; do
        [ "${other%:*}" != "$1" ] ||
            printf '  inet_listener %s {\n    port = 0\n  }\n' "${other#*:}"
    done
    printf '  inet_listener %s {\n    port = %s\n  }\n}\n' "$listener" "$port"
}

# slapd KIND: without a database, which StartTLS does not need.
peer_slapd()
{
    local at
    at=$(place)
    cat >"$at/conf" <<CONF
pidfile $at/pid
TLSCACertificateFile $work/root.pem
TLSCertificateFile $work/$1.pem
TLSCertificateKeyFile $work/$1.key
CONF
    exec "$(program slapd)" -f "$at/conf" -h "ldap://127.0.0.1:$port" -d 0
}

# postgres KIND
peer_postgres()
{
    local at bin
    at=$(place)
    bin=$(postgres_bin)
    given "$1" "$at" postgres
    [ "$(id -u)" != 0 ] || chown postgres "$at"
    (as_user postgres "$bin/initdb" --no-sync --auth=trust -D "$at/data")
    as_user postgres "$bin/postgres" -D "$at/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c fsync=off -c ssl=on -c "ssl_cert_file=$at/identity.pem" \
        -c "ssl_key_file=$at/identity.pem"
}

postgres_bin()
{
    local found=(/usr/lib/postgresql/*/bin)
    [ -x "${found[-1]}/initdb" ] && printf '%s' "${found[-1]}"
}

# mariadb KIND: without tables, and without the engines that need files.
peer_mariadb()
{
    local at
    at=$(place)
    mkdir -p "$at/data"
    exec "$(program mariadbd)" --no-defaults --user="$(id -un)" --datadir="$at/data" \
        --socket="$at/socket" --pid-file="$at/pid" --bind-address=127.0.0.1 --port="$port" \
        --skip-grant-tables --skip-innodb --default-storage-engine=MyISAM --skip-log-bin \
        --ssl-cert="$work/$1.pem" --ssl-key="$work/$1.key"
}

# prosody KIND xmpp|xmpp-server
peer_prosody()
{
    local at ports='c2s_ports = {}; s2s_ports = {}'
    at=$(place)
    case $2 in
    xmpp) ports="c2s_ports = { $port }; s2s_ports = {}" ;;
    xmpp-server) ports="c2s_ports = {}; s2s_ports = { $port }" ;;
    esac
    cat >"$at/conf.lua" <<CONF
run_as_root = true; daemonize = false; pidfile = "$at/pid"; data_path = "$at"
log = { warn = "*console" }; certificates = "."
interfaces = { "127.0.0.1" }; $ports
modules_enabled = { "tls", "saslauth", "dialback" }
modules_disabled = { "posix" }
ssl = { certificate = "$work/$1.pem", key = "$work/$1.key" }
c2s_direct_tls_ports = {}; s2s_direct_tls_ports = {}
VirtualHost "localhost"
CONF
    exec prosody --config "$at/conf.lua" -F
}

# vsftpd KIND
peer_vsftpd()
{
    local at
    at=$(place)
    mkdir -p "$at/empty"
    cat >"$at/conf" <<CONF
background=NO
listen=YES
listen_address=127.0.0.1
listen_port=$port
anonymous_enable=YES
ftp_username=$(id -un)
secure_chroot_dir=$at/empty
seccomp_sandbox=NO
ssl_enable=YES
rsa_cert_file=$work/$1.pem
rsa_private_key_file=$work/$1.key
$([ "$(id -u)" = 0 ] || echo run_as_launching_user=YES)
CONF
    exec "$(program vsftpd)" "$at/conf"
}

# inspircd KIND: the only IRC service that supports STARTTLS.
peer_inspircd()
{
    local at root=()
    at=$(place)
    [ "$(id -u)" != 0 ] || root=(--runasroot)
    cat >"$at/conf" <<CONF
<server name="irc.localhost" description="x" network="x" id="97K">
<admin name="x" nick="x" email="x@localhost">
<bind address="127.0.0.1" port="$port" type="clients">
<connect allow="*" timeout="10" resolvehostnames="no" useident="no">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="$at/log">
<module name="ssl_gnutls">
<module name="starttls">
<sslprofile name="x" provider="gnutls" certfile="$work/$1.pem" keyfile="$work/$1.key">
CONF
    exec "$(program inspircd)" --config="$at/conf" --nofork --nopid "${root[@]}"
}

# apache KIND PROTOCOLS: a page for everybody, and one for clients with a certificate.
peer_apache()
{
    local at module
    at=$(place)
    mkdir -p "$at/pages/private"
    echo hi | tee "$at/pages/index.html" >"$at/pages/private/index.html"
    {
        for module in mpm_event authz_core authn_core socache_shmcb ssl dir; do
            printf 'LoadModule %s_module %s\n' "$module" "/usr/lib/apache2/modules/mod_$module.so"
        done
        cat <<CONF
ServerName localhost
Listen 127.0.0.1:$port
PidFile $at/pid
DefaultRuntimeDir $at
Mutex default:$at
ErrorLog /dev/stderr
DocumentRoot $at/pages
DirectoryIndex index.html
StartServers 1
SSLSessionCache none
SSLEngine on
SSLProtocol $2
SSLCertificateFile $work/$1.pem
SSLCertificateKeyFile $work/$1.key
SSLCACertificateFile $work/root.pem
<Location /private>
    SSLVerifyClient require
</Location>
CONF
        [ "$(id -u)" != 0 ] || printf 'User www-data\nGroup www-data\n'
    } >"$at/conf"
    exec "$(program apache2)" -d "$at" -f "$at/conf" -DFOREGROUND
}

# haproxy KIND OPTIONS...: OPTIONS of its bind line
peer_haproxy()
{
    local at kind=$1
    shift
    at=$(place)
    given "$kind" "$at" root
    cat >"$at/conf" <<CONF
defaults
    mode http
    timeout client 10s
    timeout connect 10s
    timeout server 10s
frontend x
    bind 127.0.0.1:$port ssl crt $at/identity.pem $*
    http-request return status 200 content-type text/plain string hi
CONF
    exec "$(program haproxy)" -db -f "$at/conf"
}

# stunnel KIND LINES...: in front of a shell that answers requests
peer_stunnel()
{
    local at kind=$1
    shift
    at=$(place)
    {
        printf '%s\n' foreground=yes "pid=" syslog=no '[x]' "accept=127.0.0.1:$port" \
            "cert=$work/$kind.pem" "key=$work/$kind.key" "$@" exec=/bin/sh \
            "execArgs=sh $at/answer"
    } >"$at/conf"
    cat >"$at/answer" <<'ANSWER'
while read -r line && [ "${#line}" -gt 1 ]; do :; done
printf 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhi\n'
ANSWER
    exec stunnel4 "$at/conf"
}

# node KIND OPTIONS
peer_node()
{
    node_server node "$@"
}

# node_server PROGRAM KIND OPTIONS: a server on node:https, with OPTIONS of its createServer.
node_server()
{
    exec "$1" -e "
        const fs = require('fs');
        require('https').createServer({cert: fs.readFileSync('$2.pem'), ca: fs.readFileSync('root.pem'),
            key: fs.readFileSync('$2.key'), ${3-}}, (ask, answer) => answer.end('hi\n'))
            .listen($port, '127.0.0.1');"
}
