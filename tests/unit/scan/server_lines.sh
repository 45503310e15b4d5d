#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# server_lines.sh: nginx, Apache and HAProxy accept the lines that a scan advises, one change at a
# time.  Programs that are not installed are skipped; the groups with ML-KEM need OpenSSL 3.5.
set -u
print=$(pwd)/tests/unit/scan/print_server_lines
top=$(cd "$(dirname "$0")/../../.." && pwd)
PATH=$PATH:/usr/sbin
export PATH
command -v openssl >/dev/null || exit 77
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
    -keyout "$tmp/key.pem" -out "$tmp/cert.pem" 2>/dev/null || exit 99
cat "$tmp/cert.pem" "$tmp/key.pem" >"$tmp/both.pem"

check_nginx() {
    cat >"$tmp/nginx.conf" <<END
pid $tmp/nginx.pid;
error_log $tmp/error.log;
events {}
http {
    access_log off;
    client_body_temp_path $tmp/body;
    proxy_temp_path $tmp/proxy;
    fastcgi_temp_path $tmp/fastcgi;
    uwsgi_temp_path $tmp/uwsgi;
    scgi_temp_path $tmp/scgi;
$(cat "$1")
    server {
        listen unix:$tmp/nginx.sock ssl;
        ssl_certificate $tmp/cert.pem;
        ssl_certificate_key $tmp/key.pem;
    }
}
END
    nginx -t -q -e "$tmp/error.log" -c "$tmp/nginx.conf"
}

check_Apache() {
    modules=/usr/lib/apache2/modules
    {
        for module in mpm_event authz_core socache_shmcb ssl; do
            echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        cat <<END
ServerRoot $tmp
ServerName localhost
PidFile $tmp/apache.pid
ErrorLog $tmp/apache.log
Listen 127.0.0.1:65535
$(cat "$1")
<VirtualHost 127.0.0.1:65535>
    SSLEngine on
    SSLCertificateFile $tmp/cert.pem
    SSLCertificateKeyFile $tmp/key.pem
</VirtualHost>
END
    } >"$tmp/apache.conf"
    APACHE_RUN_DIR=$tmp apache2 -t -f "$tmp/apache.conf"
}

check_HAProxy() {
    cat >"$tmp/haproxy.cfg" <<END
global
$(cat "$1")
defaults
    mode http
    timeout client 5s
    timeout server 5s
    timeout connect 5s
frontend f
    bind unix@$tmp/haproxy.sock ssl crt $tmp/both.pem
END
    haproxy -c -q -f "$tmp/haproxy.cfg"
}

has_mlkem() {
    openssl list -kem-algorithms 2>/dev/null | grep -q MLKEM
}

tried=0
failed=0
for server in nginx Apache HAProxy; do
    case $server in
    nginx) command -v nginx >/dev/null || continue ;;
    Apache) command -v apache2 >/dev/null || continue ;;
    HAProxy) command -v haproxy >/dev/null || continue ;;
    esac
    "$print" "$server" >"$tmp/all" || exit 99
    # The man page has the same lines, for servers that do not name their software.
    grep -v '^[#=]' "$tmp/all" >"$tmp/lines"
    sed 's/\\-/-/g' "$top/man/tlsbox-scan.1" >"$tmp/page"
    if grep -vFx -f "$tmp/page" "$tmp/lines"; then
        echo "server_lines.sh: man/tlsbox-scan.1 lacks these lines for $server" >&2
        failed=1
    fi
    for change in $(sed -n 's/^= //p' "$tmp/all"); do
        awk -v want="= $change" '/^= / { on = $0 == want; next } on' "$tmp/all" >"$tmp/lines"
        [ -s "$tmp/lines" ] || continue
        [ "$change" != POST_QUANTUM ] || has_mlkem || continue
        tried=$((tried + 1))
        if ! "check_$server" "$tmp/lines" >"$tmp/log" 2>&1; then
            echo "$server refuses the lines of $change:"
            cat "$tmp/lines" "$tmp/log"
            failed=1
        fi
    done
done
[ "$tried" -gt 0 ] || exit 77
echo "$tried changes checked"
exit "$failed"
