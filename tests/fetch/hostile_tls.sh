#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetches by https from servers that misbehave, each fault of serve --bad once.  The last line is
# "N passed, N failed".
set -u
# shellcheck source=tests/fetch/kit.sh
. "${top_srcdir:?}/tests/fetch/kit.sh"

# A client for serve --check: its exit code is that of the fetch.  What breaks the bounds of
# fetches is written to the file "broken".
cat >client <<END
#!/bin/sh
SSL_CERT_FILE=\$TLSBOX_ROOT
export SSL_CERT_FILE
err=err-\$TLSBOX_NAME
timeout 60 "$tests/fetch_once" --private --timeout $((4 * ms)) issuer "\$1" \\
    >body-\$TLSBOX_NAME 2>"\$err"
code=\$?
peak=\$(sed -n 's/^[0-9]* connections, peak \\([0-9]*\\) KiB\$/\\1/p' "\$err")
[ "\${peak:-$peak_max}" -lt $peak_max ] && [ \$code -lt 70 ] &&
    ! grep -Eq 'Sanitizer|runtime error' "\$err" ||
    { echo "\$TLSBOX_NAME: \$code" && cat "\$err"; } >>broken
exit \$code
END
chmod +x client
: >broken
# Nothing is fetched while a server of https is judged: its revocation is not noticed.
timeout 500 "${TLSBOX:?}" serve --bad all --jobs 2 --timeout 60 \
    --check "./client https://{host}:{port}/text" >said 2>complaints
while read -r fault _ noticed verdict _; do
    name="the fault $fault"
    case $fault:$verdict in
    revoked:WRONG | *:ok) passed=$((passed + 1)) ;;
    *:WRONG) complain "$noticed: $(cat "err-$fault")" ;;
    esac
done <said
name='the bounds of all faults'
[ ! -s broken ] || complain "$(head -n 20 broken)"
name='the number of faults'
[ "$passed" -gt 160 ] || complain "$passed: $(tail -n 5 said complaints)"

# start_tls OPTION...: a server that has /here; its port is in $port, its root is trusted.
mkdir files
printf here >files/here
servers=0
start_tls()
{
    servers=$((servers + 1))
    said=said$servers complained=complained$servers
    rm -f root.pem
    : >$said
    "$TLSBOX" serve --www files --write-root root.pem "$@" 0 >$said 2>$complained 3>&- &
    pids="$pids $!"
    wait_for $said ' at .*:[0-9]'
    port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' $said)
}
SSL_CERT_FILE=root.pem
export SSL_CERT_FILE

start_tls
cp root.pem clients.pem
start_tls --client-auth require --roots clients.pem
check 'a certificate is demanded' 4 'answered with an alert' --private issuer \
    "https://localhost:$port/here"
connections 1
start_tls --client-auth request --roots clients.pem
check 'a certificate is asked for' 0 'fetched 4' --private issuer "https://localhost:$port/here"
connections 1
start_tls
check 'http from a server of TLS' 4 'violates|error: |closed|reset' --private issuer \
    "http://localhost:$port/here"
connections 1
check 'another name' 4 'host-mismatch' --private issuer "https://other.localhost:$port/here"
check 'a page by https' 4 'web page|error: 404' --private issuer "https://localhost:$port/absent"
printf '<html>' >files/page
check 'a page with another type by https' 4 'web page' --private issuer \
    "https://localhost:$port/page"
head -c 300000 /dev/zero >files/large
check 'too large, by https' 6 'larger' --private issuer "https://localhost:$port/large"
SSL_CERT_FILE=/dev/null
check 'without any root' 4 'unknown-issuer|refused|TLS' --private issuer \
    "https://localhost:$port/here"

# A server that says what is in its files, with its head.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
    -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>complaints
: >said_raw
openssl s_server -4 -HTTP -accept 0 -cert cert.pem -key key.pem >said_raw 2>&1 &
pids="$pids $!"
wait_for said_raw ACCEPT
port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' said_raw)
SSL_CERT_FILE=cert.pem
printf 'HTTP/1.1 302 Found\r\nLocation: %s/here\r\n\r\n' "$at" >down
printf 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhere' >short
printf 'HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nhere' >br
printf 'HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:%s/here\r\n\r\n' "$port" >elsewhere
printf 'HTTP/1.1 302 Found\r\nLocation: //localhost:%s/circle\r\n\r\n' "$port" >circle
printf 'HTTP/1.1 302 Found\r\nLocation: HTTP://localhost:%s/circle\r\n\r\n' "$port" >plain
printf 'send HTTP/1.1 302 Found\\r\\nLocation: https://localhost:%s/down\\r\\n\\r\\n\n' "$port" >www/up
check 'http, https, http' 4 'redirect that is not' --private issuer "$at/up"
connections 2
check 'https to http in capitals' 4 'redirect that is not' --private issuer \
    "https://localhost:$port/plain"
connections 1
check 'cut short, by https' 4 'shorter|TLS|closed' --private issuer "https://localhost:$port/short"
check 'compressed, by https' 4 'compressed' --private issuer "https://localhost:$port/br"
check 'a redirect to another name of https' 4 'host-mismatch' --private issuer \
    "https://localhost:$port/elsewhere"
connections 2
check 'a circle of https' 4 'too many redirects' --private issuer "https://localhost:$port/circle"
connections 6
end
