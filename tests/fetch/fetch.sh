#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetches (fetch_once.c) from servers that follow scripts (httpd.c), and from our own by https.  The
# last line is "N passed, N failed".
set -u
# shellcheck source=tests/fetch/kit.sh
. "${top_srcdir:?}/tests/fetch/kit.sh"

answer 'a length' 0 'fetched 2 bytes' <<END
send ${ok}Content-Length: 2\r\n\r\nhi
END
body hi
answer 'more than the length' 0 'fetched 2 bytes' <<END
send ${ok}Content-Length: 2\r\n\r\nhi and more
END
body hi
answer 'no length' 0 'fetched 2 bytes' <<END
send ${ok}\r\nhi
END
answer 'HTTP/1.0' 0 'fetched 2 bytes' <<END
send HTTP/1.0 200 OK\r\n\r\nhi
END
answer 'chunks' 0 'fetched 5 bytes' <<END
send ${chunked}1\r\na\r\n2;x=y\r\nbc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n
END
body abcde
answer 'byte by byte' 0 'fetched 2 bytes' <<END
drip 2 ${ok}Content-Length: 2\r\n\r\nhi
END
answer 'interim responses' 0 'fetched 1 bytes' <<END
repeat 50 HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n
send ${ok}Content-Length: 1\r\n\r\nx
END
answer 'interim responses without end' 6 'larger' <<END
repeat 0 HTTP/1.1 100 Continue\r\n\r\n
END
answer 'an identity coding' 0 'fetched 1 bytes' <<END
send ${ok}Content-Encoding: identity\r\nContent-Length: 1\r\n\r\nx
END
answer 'a body without end' 6 'larger' <<END
send ${ok}\r\n
repeat 0 0123456789abcdef
END
answer 'a length that is too large' 6 'larger' <<END
send ${ok}Content-Length: 262145\r\n\r\n
hang
END
answer 'a length of 2^64 and more' 4 'violates' <<END
send ${ok}Content-Length: 18446744073709551617\r\n\r\nx
hang
END
answer 'chunks without end' 6 'larger' <<END
send ${chunked}
repeat 0 10\r\n0123456789abcdef\r\n
END
answer 'chunks of one byte' 6 'larger' <<END
send ${chunked}
repeat 0 1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n
END
answer 'a chunk without end' 6 'larger' <<END
send ${chunked}ffffffff\r\n
repeat 0 0123456789abcdef
END
answer 'an extension of a chunk without end' 4 'violates' <<END
send ${chunked}1;
repeat 0 aaaaaaaaaaaaaaaa
END
answer 'trailers without end' 6 'larger' <<END
send ${chunked}0\r\n
repeat 0 X: y\r\n
END
answer 'a size of a chunk that wraps' 4 'violates' <<END
send ${chunked}ffffffffffffffff1\r\nx
hang
END
answer 'a size of a chunk with a sign' 4 'violates' <<END
send ${chunked}-1\r\nx
hang
END
answer 'a chunk that is longer than its size' 4 'violates' <<END
send ${chunked}1\r\nxyz\r\n0\r\n\r\n
END
answer 'fields without end' 6 'larger' <<END
send ${ok}
repeat 0 X: y\r\n
END
answer 'a field without end' 4 'violates' <<END
send ${ok}X:
repeat 0 aaaaaaaaaaaaaaaa
END
answer 'a status line without end' 4 'violates' <<END
send HTTP/1.1 200
repeat 0 aaaaaaaaaaaaaaaa
END
answer 'a control character in a field' 4 'violates' <<END
send ${ok}X: \x01\r\n\r\n
END
answer 'a zero byte in a field' 4 'violates' <<END
send ${ok}X: \x00\r\n\r\n
END
answer 'a length and a coding' 4 'violates' <<END
send ${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n
END
answer 'two lengths' 4 'violates' <<END
send ${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy
END
answer 'cut short' 4 'shorter' <<END
send ${ok}Content-Length: 9\r\n\r\nhi
END
answer 'chunks cut short' 4 'shorter' <<END
send ${chunked}2\r\nhi\r\n
END
answer 'a reset' 4 'reset' <<END
send ${ok}Content-Length: 9\r\n\r\nhi
sleep 50
reset
END
answer 'nothing' 4 'closed' </dev/null
answer 'silence' 4 'timed out' <<END
hang
END
answer 'too slow' 4 'timed out' <<END
send ${ok}Content-Length: 1000\r\n\r\n
drip 20 0123456789012345678901234567890123456789012345678901234567890123456789
hang
END
answer 'gzip' 4 'compressed' <<END
send ${ok}Content-Encoding: gzip\r\n\r\n\x1f\x8b
repeat 0 0123456789abcdef
END
answer 'a web page' 4 'web page' <<END
send ${ok}Content-Type: text/html\r\n\r\n<p>
repeat 0 0123456789abcdef
END
answer 'an error with a body without end' 4 'error: 500' <<END
send HTTP/1.1 500 Oops\r\n\r\n
repeat 0 0123456789abcdef
END
answer 'an escape sequence in the reason' 4 'error: 404$' <<END
send HTTP/1.1 404 \x1b[31mred\r\n\r\n
END
answer '204' 4 'error: 204' <<END
send HTTP/1.1 204 No Content\r\n\r\n
END
answer '304' 4 'error: 304' <<END
send HTTP/1.1 304 Not Modified\r\n\r\n
END
answer '206' 4 'error: 206' <<END
send HTTP/1.1 206 Partial Content\r\n\r\nhi
END
answer 'another protocol' 4 'violates' <<END
send 220 mx ESMTP\r\n
hang
END

printf 'send %sContent-Length: 4\\r\\n\\r\\nhere\n' "$ok" >www/here
for status in 301 302 303 307 308; do
    answer "a redirect: $status" 0 'fetched 4 bytes' <<END
send HTTP/1.1 $status Moved\r\nLocation: /here\r\n\r\n
repeat 0 0123456789abcdef
END
done
answer 'a relative redirect' 0 'fetched 4 bytes' <<END
send HTTP/1.1 302 Found\r\nLocation: x/../here#part\r\n\r\n
END
answer 'a redirect of another host' 0 'fetched 4 bytes' <<END
send HTTP/1.1 302 Found\r\nLocation: //localhost:\P/here\r\n\r\n
END
answer 'a circle' 4 'too many redirects' <<END
send HTTP/1.1 302 Found\r\nLocation: /case\r\n\r\n
END
answer 'no place' 4 'redirect' <<END
send HTTP/1.1 302 Found\r\n\r\n
END
answer 'a line end in the place' 4 'violates|redirect' <<END
send HTTP/1.1 302 Found\r\nLocation: /a\rSet: b\r\n\r\n
END
for url in ftp://127.0.0.1/ file:///etc/passwd ldap://a/ javascript:1 gopher://127.0.0.1:25/x; do
    answer "a redirect to $url" 4 'redirect' <<END
send HTTP/1.1 302 Found\r\nLocation: $url\r\n\r\n
END
done

# A public server cannot send us to a private one: the settings decide, for each connection again.
for url in http://127.0.0.1/ http://localhost/ 'http://[::1]/' 'http://[::ffff:7f00:1]/' \
    'http://[64:ff9b::7f00:1]/' http://10.0.0.1/ http://169.254.169.254/latest/ http://0.0.0.0/ \
    'http://[fe80::1]/' 'http://[fc00::1]/' 'http://[2002:7f00:1::]/' http://192.168.1.1/; do
    check "$url" 4 'private or special' --timeout 900 crl "$url"
done
for url in http://127.1/ http://2130706433/ http://0x7f000001/ http://017700000001/ \
    'http://127.0.0.1%2f/' http://a@127.0.0.1/ ldap:///cn=x 'http://a b/' ''; do
    check "the URL '$url'" 4 'not a URL' --private --timeout 900 crl "$url"
done
for wrong in 1 22 25 53 6379 8080; do
    check "port $wrong" 4 'ports' --timeout 900 crl "http://192.0.2.1:$wrong/"
done

# The cache.
printf 'send %sContent-Length: 3\\r\\n\\r\\nold\n' "$ok" >www/kept
check 'kept' 0 'fetched' --private --cache cache --keep 60 crl "$at/kept"
printf 'send %sContent-Length: 3\\r\\n\\r\\nnew\n' "$ok" >www/kept
check 'from the cache' 0 'cached 3' --private --cache cache crl "$at/kept"
body old
check 'another kind' 0 'fetched 3' --private --cache cache issuer "$at/kept"
body new
check 'without the cache' 0 'fetched 3' --private crl "$at/kept"
for file in cache/*; do
    printf x >>"$file"
done
check 'a damaged file' 0 'fetched 3' --private --cache cache crl "$at/kept"
body new

# OCSP: GET, and POST where GET is unknown.
printf '0123' >request
printf 'send HTTP/1.1 405 No\\r\\n\\r\\n\n' >www/ocsp_MDEyMw%3D%3D
printf 'send %sContent-Length: 2\\r\\n\\r\\nrp\n' "$ok" >www/ocsp
: >www/log
check 'OCSP' 0 'fetched 2' --private --content request ocsp "$at/ocsp"
{ grep -q '^GET /ocsp/MDEyMw%3D%3D HTTP/1.1$' www/log &&
    grep -q '^POST /ocsp HTTP/1.1$' www/log; } ||
    complain "the requests are $(cat www/log)"

printf 'send HTTP/1.1 303 See\\r\\nLocation: /here\\r\\n\\r\\n\n' >www/ocsp
check 'OCSP: 303 for a POST' 4 'error: 303' --private --content request ocsp "$at/ocsp"

# https, from our own server: its own root is trusted, or it is not.
mkdir files && printf secure >files/it.bin
"${TLSBOX:?}" serve --www files --write-root root.pem 0 >said 2>complained 3>&- &
pids="$pids $!"
wait_for said
port=$(sed -n 's/.*serving .* at .*:\([0-9]*\)$/\1/p' said complained)
SSL_CERT_FILE=root.pem
export SSL_CERT_FILE
check 'https' 0 'fetched 6 bytes' --private issuer "https://localhost:$port/it.bin"
body secure
printf 'send HTTP/1.1 302 Found\\r\\nLocation: https://localhost:%s/it.bin\\r\\n\\r\\n\n' "$port" >www/up
check 'a redirect to https' 0 'fetched 6 bytes' --private issuer "$at/up"
check 'https with the wrong name' 4 'host-mismatch' --private issuer \
    "https://x.localhost:$port/it.bin"
check 'https where nothing answers' 4 'timed out' --private --timeout 500 issuer \
    "https://127.0.0.1:${at##*:}/here"
check 'https of a private address' 4 'private' issuer https://localhost/it.bin

# From https a redirect leads nowhere but to https.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem \
    -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>complaints
: >said
openssl s_server -HTTP -accept 0 -cert cert.pem -key key.pem >said 2>&1 &
pids="$pids $!"
wait_for said ACCEPT
port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' said)
SSL_CERT_FILE=cert.pem
printf 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere' >here
printf 'HTTP/1.1 302 Found\r\nLocation: /here\r\n\r\n' >along
printf 'HTTP/1.1 302 Found\r\nLocation: %s/here\r\n\r\n' "$at" >down
check 'a redirect of https' 0 'fetched 4' --private issuer "https://localhost:$port/along"
check 'a redirect from https to http' 4 'redirect' --private issuer "https://localhost:$port/down"
SSL_CERT_FILE=/etc/hostname
check 'https without its root' 4 'refused|TLS' --private issuer "https://localhost:$port/it.bin"

end
