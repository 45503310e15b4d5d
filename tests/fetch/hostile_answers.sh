#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Answers of servers that mean harm, or are broken.  Each case has the number of connections that it
# may cost, and those that would send without end are cut off.  The last line is
# "N passed, N failed".
set -u
# shellcheck source=tests/fetch/kit.sh
. "${top_srcdir:?}/tests/fetch/kit.sh"

# hostile NAME EXIT CONNECTIONS PATTERN: an answer to a fetch of an issuer.
hostile()
{
    most=$3
    answer "$1" "$2" "$4"
    connections "$most"
}

: >www/log

# settle: the ends of all earlier connections are in the log, or do not come within ten seconds.
settle()
{
    tries=0
    while [ "$(grep -c '^sent ' www/log)" -lt "$(grep -c ' HTTP/1' www/log)" ] &&
        [ $tries -lt 500 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
}

# endless NAME EXIT PATTERN: an answer that never ends.  The server sends until the connection is
# closed, and what the system holds for both ends is all that is sent for nothing.
endless()
{
    settle
    : >www/log
    hostile "$1" "$2" 1 "$3"
    wait_for www/log '^sent'
    sent=$(sed -n 's/^sent //p' www/log)
    [ "${sent:-99999999}" -lt 33554432 ] || complain "the server has sent ${sent:-for too long}"
}

# The status line.
endless 'digits of a version without end' 4 'violates' <<END
send HTTP/1.
repeat 0 1111111111111111
END
hostile 'HTTP/0.9' 4 1 'violates' <<END
send <p>good\n
END
hostile 'a preface of HTTP/2' 4 1 'violates' <<END
send PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n
hang
END
hostile 'settings of HTTP/2' 4 1 'violates|timed out|time limit' <<END
send \x00\x00\x00\x04\x00\x00\x00\x00\x00\n
END
hostile 'HTTP/2 in a status line' 4 1 'violates' <<END
send HTTP/2 200\r\n\r\nx
END
hostile 'a request for an answer' 4 1 'violates' <<END
send GET / HTTP/1.1\r\nHost: a\r\n\r\n
END
hostile 'ICY' 4 1 'violates' <<END
send ICY 200 OK\r\n\r\nx
END
hostile 'a status of 999' 4 1 'violates' <<END
send HTTP/1.1 999 Much\r\n\r\nx
END
hostile 'a status with a sign' 4 1 'violates' <<END
send HTTP/1.1 -200 OK\r\n\r\nx
END
hostile 'a zero byte before the status' 4 1 'violates' <<END
send HTTP/1.1 \x00200 OK\r\n\r\nx
END
endless 'zero bytes' 4 'violates' <<END
repeat 0 \x00
END
endless 'line ends' 4 'violates' <<END
repeat 0 \r\n
END
endless 'TLS records for http' 4 'violates' <<END
repeat 0 \x15\x03\x03\x00\x02\x02\x28
END

# Interim and other statuses.
hostile '101 and silence' 4 1 'error: 101' <<END
send HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n
hang
END
endless '101 and another protocol' 4 'error: 101' <<END
send HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n
repeat 0 \x00\x00\x00\x04\x00\x00\x00\x00\x00
END
endless '102 without end' 6 'larger' <<END
repeat 0 HTTP/1.1 102 Processing\r\nContent-Length: 5\r\n\r\n
END
hostile '100 with a body' 4 1 'violates' <<END
send HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nhello${ok}\r\nx
END
hostile 'an encoded interim response' 0 1 'fetched 1 bytes' <<END
send HTTP/1.1 103 Early Hints\r\nContent-Encoding: gzip\r\nLocation: /x\r\n\r\n
send ${ok}Content-Length: 1\r\n\r\nx
END
for status in '201 Created' '202 Accepted' '203 Other' '205 Reset' '206 Partial' '226 IM Used' \
    '300 Choices' '305 Use Proxy' '304 Same' '400 Bad' '401 Who' '403 No' '407 Proxy' '408 Late' \
    '410 Gone' '418 Teapot' '421 Misdirected' '426 Upgrade' '429 Much' '451 Law' '502 Bad' \
    '503 Busy' '504 Late' '511 Login' '599 Odd'; do
    endless "$status" 4 "error: ${status%% *}" <<END
send HTTP/1.1 $status\r\nRetry-After: 1\r\nLocation: /here\r\nWWW-Authenticate: Basic realm=x\r\n
send Proxy-Authenticate: Basic realm=x\r\nRefresh: 0; url=/here\r\n\r\n
repeat 0 0123456789abcdef
END
done

# Heads.
hostile 'a line of 1 MiB' 4 1 'violates' <<END
send ${ok}X: y
repeat 65536 aaaaaaaaaaaaaaaa
send \r\nContent-Length: 1\r\n\r\nx
END
hostile '10,000 fields' 0 1 'fetched 1 bytes' <<END
send ${ok}
repeat 10000 X: y\r\n
send Content-Length: 1\r\n\r\nx
END
hostile '1,000,000 fields' 6 1 'larger' <<END
send ${ok}
repeat 1000000 X: y\r\n
send Content-Length: 1\r\n\r\nx
END
hostile 'a length in 10,000 fields' 4 1 'violates' <<END
send ${ok}
repeat 10000 Content-Length: 1\r\n
send \r\nx
END
endless 'places without end' 6 'larger' <<END
send HTTP/1.1 302 Found\r\n
repeat 0 Location: http://127.0.0.1:\P/here\r\n
END
hostile 'a continued length' 4 1 'violates|shorter' <<END
send ${ok}Content-Length: 1\r\n 0\r\n\r\nx
END
hostile 'a continued coding' 4 1 'compressed|violates' <<END
send ${ok}Content-Encoding: identity,\r\n gzip\r\nContent-Length: 1\r\n\r\nx
END
hostile 'a continued first line' 4 1 'violates' <<END
send ${ok} x: y\r\n\r\nx
END
for length in '-1' '+1' '0x1' '1 1' '1,1' '1;1' '1.0' '""' '18446744073709551616' \
    '99999999999999999999999999' '9223372036854775808'; do
    hostile "the length $length" 4 1 'violates' <<END
send ${ok}Content-Length: $length\r\n\r\nx
hang
END
done
hostile 'a length of 2^60 - 1' 6 1 'larger|violates' <<END
send ${ok}Content-Length: 999999999999999999\r\n\r\nx
hang
END
hostile 'a name with a space' 4 1 'violates' <<END
send ${ok}Content-Length : 1\r\n\r\nx
END
hostile 'a zero byte in a name' 4 1 'violates' <<END
send ${ok}Content-Len\x00gth: 1\r\n\r\nx
END
hostile 'a bare CR' 4 1 'violates' <<END
send ${ok}X: a\rContent-Length: 1\r\n\r\nx
END
hostile 'an escape sequence in a field' 4 1 'violates' <<END
send ${ok}X: \x1b[2J\r\n\r\nx
END

# Chunks.
for size in '0x1' '1 1' ' 1' '+1' '1g' '' 'x' '10000000000000000' '1\x00' \
    '00000000000000000000000000000001x'; do
    hostile "a chunk of size '$size'" 4 1 'violates' <<END
send ${chunked}$size\r\nx\r\n0\r\n\r\n
hang
END
done
hostile 'a chunk of 2^63' 4 1 'violates|larger' <<END
send ${chunked}8000000000000000\r\nx
END
endless 'zeros before a size' 4 'violates' <<END
send ${chunked}
repeat 0 0000000000000000
END
hostile 'an extension of 1 MiB' 4 1 'violates' <<END
send ${chunked}1;x="
repeat 65536 aaaaaaaaaaaaaaaa
send "\r\nx\r\n0\r\n\r\n
END
hostile 'extensions of 64 KB for each of many chunks' 6 1 'larger' <<END
send ${chunked}
repeat 40 1;x=$(printf '%060000d' 0)\r\nx\r\n
send 0\r\n\r\n
END
hostile 'a chunk that is shorter than its size' 4 1 'shorter' <<END
send ${chunked}9\r\nx\r\n0\r\n\r\n
END
hostile 'a chunk after the end' 0 1 'fetched 1 bytes' <<END
send ${chunked}1\r\nx\r\n0\r\n\r\n5\r\nevil!\r\n0\r\n\r\n
END
body x
hostile 'a length in the trailer' 0 1 'fetched 1 bytes' <<END
send ${chunked}1\r\nx\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: gzip\r\nLocation: /a\r\n\r\n
END
hostile 'a trailer of 1 MiB' 4 1 'violates' <<END
send ${chunked}1\r\nx\r\n0\r\nX: y
repeat 65536 aaaaaaaaaaaaaaaa
send \r\n\r\n
END
hostile 'chunks with LF alone' 0 1 'fetched 1 bytes' <<END
send ${chunked}1\nx\n0\n\n
END
hostile 'chunks of HTTP/1.0' 0 1 'fetched 1 bytes' <<END
send HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n
END
hostile 'chunks twice' 4 1 'compressed|violates' <<END
send ${ok}Transfer-Encoding: chunked, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n
END

# Compression: what is announced is refused before a byte of it is read.
for coding in gzip deflate br zstd x-gzip compress 'identity, gzip' 'gzip, gzip, gzip' '' \
    aes128gcm; do
    endless "the coding '$coding'" 4 'compressed' <<END
send ${ok}Content-Encoding: $coding\r\n\r\n
repeat 0 \x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xec\xc1\x01\x01\x00
END
done
endless 'gzip in a second field' 4 'compressed' <<END
send ${ok}Content-Encoding: identity\r\ncontent-encoding: gzip\r\n\r\n
repeat 0 \x1f\x8b\x08
END
for coding in 'gzip, chunked' gzip 'deflate,chunked' 'chunked, gzip' 'identity' 'xchunked'; do
    endless "the transfer coding '$coding'" 4 'compressed|violates' <<END
send ${ok}Transfer-Encoding: $coding\r\n\r\n
repeat 0 10\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xec\xc1\x01\x01\x00\x00\r\n
END
done
hostile 'gzip that is not announced is content' 0 1 'fetched 3 bytes' <<END
send ${ok}Content-Length: 3\r\n\r\n\x1f\x8b\x08
END

# Bodies.
endless '10 GB' 6 'larger' <<END
send ${ok}Content-Length: 10737418240\r\n\r\n
repeat 0 0123456789abcdef
END
endless '10 GB without a length' 6 'larger' <<END
send HTTP/1.0 200 OK\r\n\r\n
repeat 671088640 0123456789abcdef
END
hostile 'a byte more than is allowed' 6 1 'larger' <<END
send ${ok}\r\nx
repeat 16384 0123456789abcdef
END
hostile 'all that is allowed' 0 1 'fetched 262144 bytes' <<END
send ${ok}\r\n
repeat 16384 0123456789abcdef
END
hostile 'nothing' 0 1 'fetched 0 bytes' <<END
send ${ok}Content-Length: 0\r\n\r\n
END
hostile 'a second response' 0 1 'fetched 1 bytes' <<END
send ${ok}Content-Length: 1\r\n\r\nx${ok}Content-Length: 4\r\n\r\nevil
END
body x
endless 'responses without end' 0 'fetched 1 bytes' <<END
repeat 0 ${ok}Content-Length: 1\r\n\r\nx
END
for type in 'text/html; charset=utf-8' 'TEXT/HTML' 'application/xhtml+xml'; do
    endless "a page of the type $type" 4 'web page' <<END
send ${ok}Content-Type: $type\r\n\r\n
repeat 0 0123456789abcdef
END
done
for type in text/plain application/pkix-cert 'a b' '\xff/\xff' ''; do
    hostile "a page that says it is '$type'" 4 1 'web page' <<END
send ${ok}Content-Type: $type\r\n\r\n \r\n<!DOCTYPE html><title>Log in</title>
END
    hostile "content that says it is '$type'" 0 1 'fetched 4 bytes' <<END
send ${ok}Content-Type: $type\r\nContent-Length: 4\r\n\r\ngood
END
done
hostile 'a page without a length or a type' 4 1 'web page' <<END
send ${ok}\r\n<html><meta http-equiv=refresh content="0; url=http://127.0.0.1/">
END

# Redirects.
printf 'send %sContent-Length: 4\\r\\n\\r\\nhere\n' "$ok" >www/here
hostile 'no place' 4 1 'redirect that is not' <<END
send HTTP/1.1 302 Found\r\n\r\n
END
hostile 'an empty place' 4 1 'redirect that is not' <<END
send HTTP/1.1 302 Found\r\nLocation: \r\n\r\n
END
hostile 'a place of 3 KB' 4 1 'redirect that is not' <<END
send HTTP/1.1 302 Found\r\nLocation: /$(printf '%03000d' 0)\r\n\r\n
END
hostile 'many places: the first' 0 2 'fetched 4 bytes' <<END
send HTTP/1.1 302 Found\r\nLocation: /here\r\n
repeat 1000 Location: ftp://127.0.0.1/\r\n
send \r\n
END
hostile 'a place with a new field' 4 1 'violates|redirect that is not' <<END
send HTTP/1.1 302 Found\r\nLocation: /a\x0d\x0bX: y\r\n\r\n
END
printf 'send HTTP/1.1 302 Found\\r\\nLocation: /case\\r\\n\\r\\n\n' >www/two
hostile 'a circle of two' 4 6 'too many redirects' <<END
send HTTP/1.1 302 Found\r\nLocation: /two\r\n\r\n
END
hop=0
while [ $hop -lt 20 ]; do
    hop=$((hop + 1))
    printf 'send HTTP/1.1 307 On\\r\\nLocation: /hop%d\\r\\n\\r\\n\n' $hop >www/hop$((hop - 1))
done
hostile '20 hops' 4 6 'too many redirects' <www/hop0
hostile 'a circle of fragments' 4 6 'too many redirects' <<END
send HTTP/1.1 301 Moved\r\nLocation: #a\r\n\r\n
END
hostile 'a circle of queries' 4 6 'too many redirects' <<END
send HTTP/1.1 301 Moved\r\nLocation: ?a?a\r\n\r\n
END
long=$(printf '%0200d' 0)
printf 'send HTTP/1.1 302 Found\\r\\nLocation: %s/case\\r\\n\\r\\n\n' "$long" >grow
cp grow "www/${long}_case"
hostile 'places that grow' 4 3 'error: 404' <grow
hostile 'a redirect with a body without end' 0 2 'fetched 4 bytes' <<END
send HTTP/1.1 302 Found\r\nLocation: $(printf '../%.0s' 1 2 3 4 5 6 7 8 9)here\r\n\r\n
repeat 0 0123456789abcdef
END

# Ends and pauses at each stage.
for stage in '' 'HTTP/1.1 2' "$ok" "${ok}Content-Le" "${ok}Content-Length: 9\\r\\n\\r\\n" \
    "${ok}Content-Length: 9\\r\\n\\r\\nxx" "$chunked" "${chunked}5" "${chunked}5\\r\\nab" \
    "${chunked}2\\r\\nab\\r\\n" "${chunked}2\\r\\nab\\r\\n0\\r\\n"; do
    printf 'send %s\nreset\n' "$stage" >case
    hostile "a reset after '$stage'" 4 1 'reset|closed' <case
    printf 'send %s\n' "$stage" >case
    hostile "an end after '$stage'" 4 1 'closed|shorter' <case
    printf 'send %s\nhang\n' "$stage" >case
    hostile "silence after '$stage'" 4 1 'timed out|time limit|answer' <case
done
for stage in 'drip 20' "send $ok
drip 20" "send ${ok}Content-Length: 999\\r\\n\\r\\n
drip 20" "send ${chunked}fff\\r\\n
drip 20"; do
    printf '%s %0500d\nhang\n' "$stage" 0 >case
    hostile "slow at the stage '$stage'" 4 1 'timed out|time limit|violates' <case
done

# OCSP: one POST follows a GET, and no more.
printf 0123 >request
printf 'send HTTP/1.1 405 No\\r\\n\\r\\n\n' >www/ocsp
cp www/ocsp www/ocsp_MDEyMw%3D%3D
check 'OCSP: neither GET nor POST' 4 'error: 405' --private --content request ocsp "$at/ocsp"
connections 2
printf 'send HTTP/1.1 307 On\\r\\nLocation: /ocsp\\r\\n\\r\\n\n' >www/ocsp
check 'OCSP: a circle of POST' 4 'too many' --private --content request ocsp "$at/ocsp"
connections 6
peak_max=400000
printf 'send %s\\r\\n\nrepeat 0 0123456789abcdef\n' "$ok" >www/crl
check 'a CRL without end' 6 'larger' --private crl "$at/crl"
connections 1
end
