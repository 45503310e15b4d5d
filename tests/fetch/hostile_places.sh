#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where fetches may not go: addresses in URLs, redirects and answers of name servers.  A canary
# listens on another port of this machine and must hear nothing.  The last line is
# "N passed, N failed".
set -u
# shellcheck source=tests/fetch/kit.sh
. "${top_srcdir:?}/tests/fetch/kit.sh"

mkdir canary
web=$port
start_httpd canary
canary=$port

# Addresses, each as the only one that a name has.  The name of a case is its address.
private4='0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.168.0.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255'
private6=':: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:7f00:1 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 100::1 2001:0:7f00:1::80ff:fffe 2001:db8::1 2002:7f00:1::1
    2002:a9fe:a9fe:: 2600::5efe:7f00:1 2600::200:5efe:a00:1 3fff::1 5f00::1 fc00::1
    fd00:ec2::254 fe80::1 fec0::1 ff02::1'
number=0
for ip in $private4; do
    number=$((number + 1))
    echo "p$number.test A $ip"
done >zone
for ip in $private6; do
    number=$((number + 1))
    echo "p$number.test AAAA $ip"
done >>zone
cat >>zone <<END
public.test A 8.8.8.8
other.test A 8.8.4.4
rebind.test A/1 8.8.8.8
rebind.test A 127.0.0.1
swap.test A/1 127.0.0.1
swap.test A 8.8.8.8
both.test A 127.0.0.1 8.8.8.8 10.0.0.1
families.test A 8.8.8.8
families.test AAAA ::1
sixth.test A 127.0.0.1
sixth.test AAAA 2600::1
last.test A 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5 10.0.0.6 10.0.0.7 10.0.0.8 8.8.8.8
alias.test A >deep.test >deeper.test >deepest.test 127.0.0.1
alias6.test AAAA >localhost ::1
good-alias.test A >deep.test 8.8.8.8
circle.test A >round.test >circle.test
long.test A >l1.test >l2.test >l3.test >l4.test >l5.test >l6.test >l7.test >l8.test 10.0.0.1
silent.test A !silence
silent.test AAAA !silence
half.test A 127.0.0.1
half.test AAAA !silence
garbage.test A !garbage
garbage.test AAAA !garbage
broken.test A !2
broken.test AAAA !2
END
: >port
"$tests/named" zone >port 2>complaints &
pids="$pids $!"
wait_for port
names=127.0.0.1:$(cat port)

# nothing_heard: the canary has had no visit so far.
nothing_heard()
{
    [ ! -e canary/log ] || complain "the canary heard: $(cat canary/log)"
}

# from NAME EXIT PATTERN URL [PLACE...]: a fetch that may go to public addresses alone, which are
# all served by us, with our name server; it connects to these places.
from()
{
    url=$4
    check "$1" "$2" "$3" --resolver "$names" --divert "$web" --timeout "${wait_ms-$((3 * ms))}" \
        crl "$url"
    shift 4
    reached ${1+"$@"}
    nothing_heard
}

good="send ${ok}Content-Length: 4\\r\\n\\r\\ngood"
printf "%s\n" "$good" >www/index
printf "%s\n" "$good" >www/good

# Names.
number=0
for ip in $private4 $private6; do
    number=$((number + 1))
    from "a name at $ip" 4 'private or special' "http://p$number.test/"
done
from 'a public name' 0 'fetched 4' http://public.test/ 8.8.8.8:80
from 'a public name in capitals, with a dot' 0 'fetched 4' HTTP://PUBLIC.test./ 8.8.8.8:80
from 'public and private addresses' 0 'fetched 4' http://both.test/ 8.8.8.8:80
from 'a private address in the other family' 0 'fetched 4' http://families.test/ 8.8.8.8:80
from 'no way to the public address' 4 'refused' http://sixth.test/ '[2600::1]:80'
from 'a public address after many private ones' 0 'fetched 4' http://last.test/ 8.8.8.8:80
from 'an alias of a private name' 4 'private or special' http://alias.test/
from 'an alias of localhost' 4 'private or special' http://alias6.test/
from 'an alias of a public name' 0 'fetched 4' http://good-alias.test/ 8.8.8.8:80
from 'a long chain of aliases' 4 'private or special|no address' http://long.test/
from 'aliases in a circle' 4 'test: ' http://circle.test/
from 'an answer that is none' 4 'garbage.test: ' http://garbage.test/
from 'a broken name server' 4 'broken.test: ' http://broken.test/
from 'no such name' 4 'none.test: ' http://none.test/
wait_ms=$ms from 'a silent name server' 4 'time|answer' http://silent.test/
wait_ms=$ms from 'half an answer' 4 'private|time|answer' http://half.test/

# The second lookup has another answer than the first.
printf "%s\n" 'send HTTP/1.1 302 Found\r\nLocation: /good\r\n\r\n' >www/away
from 'rebinding' 4 'private or special' http://rebind.test/away 8.8.8.8:80
from 'rebinding, the other way' 4 'private or special' http://swap.test/good
from 'rebinding, the other way, again' 0 'fetched 4' http://swap.test/good 8.8.8.8:80
echo reset >www/reset
from 'a reset does not lead to the other address' 4 'reset|closed' http://both.test/reset 8.8.8.8:80

# to PATTERN LOCATION: a public server redirects.
to()
{
    printf 'send HTTP/1.1 302 Found\\r\\nLocation: %s\\r\\n\\r\\n\n' "$2" >www/jump
    from "a redirect to $2" 4 "$1" http://public.test/jump 8.8.8.8:80
}
to 'private or special' http://127.0.0.1/
to 'private or special' //127.0.0.1/
to 'private or special' https://127.0.0.1/
to 'private or special' http://localhost/
to 'private or special' http://LOCALHOST.:80/
to 'private or special' http://sub.localhost/
to 'private or special' 'http://[::1]/'
to 'private or special' 'http://[::ffff:127.0.0.1]/'
to 'private or special' 'http://[::]:443/'
to 'private or special' http://169.254.169.254/latest/meta-data/
to 'private or special' http://p4.test/
to 'private or special' http://alias.test:80/
to 'ports' "http://127.0.0.1:$canary/"
to 'ports' "http://public.test:$canary/"
to 'ports' "https://[::1]:$canary/"
to 'ports' http://public.test:22/
to 'redirect' http://0x7f.0.0.1/
to 'redirect' http://0177.0.0.1/
to 'redirect' http://127.0.0.1./
to 'redirect' "http://public.test@127.0.0.1:$canary/"
to 'redirect' "http://public.test:80@127.0.0.1/"
to 'redirect' 'http://public.test%2f@127.0.0.1/'
to 'redirect' 'http://127.0.0.1\\\\@public.test/'
to 'redirect' 'http:\\\\127.0.0.1/'
to 'redirect' http:/127.0.0.1/
to 'redirect' http:127.0.0.1/
to 'redirect' http:///127.0.0.1/
to 'redirect' 'http://public.test\t.127.0.0.1/'
to 'redirect' 'http://xn--\xc3\xbc.test/'
to 'redirect' 'data:application/pkix-crl;base64,MAA='
to 'redirect' 'ldap://127.0.0.1/cn=x?certificateRevocationList'
to 'redirect' 'gopher://127.0.0.1:6379/_FLUSHALL'
to 'redirect' 'file:///etc/passwd'
to 'redirect' 'FILE://localhost/etc/passwd'
to 'redirect' 'jar:http://127.0.0.1/x'

# What stays with the server is asked from it, whatever it looks like.
stays()
{
    printf 'send HTTP/1.1 302 Found\\r\\nLocation: %s\\r\\n\\r\\n\n' "$2" >www/jump
    : >www/log
    from "a redirect within: $2" 4 'error: 404' http://public.test/jump 8.8.8.8:80
    grep -q "^GET $1 HTTP/1.1\$" www/log || complain "the log has: $(cat www/log)"
}
stays '/127.0.0.1/' '/127.0.0.1/'
stays '/@127.0.0.1/' '@127.0.0.1/'
stays '/a//127.0.0.1/' './a//127.0.0.1/'
stays '/127.0.0.1/' '/../../../127.0.0.1/'

# URLs, as a certificate has them.
for url in 'http://127.0.0.1\@public.test/' 'http://public.test\.127.0.0.1/' 'http://public.test /' \
    ' http://public.test/' "http://public.test/$(printf '\t')" "http://public.test/$(printf '\r')x" \
    "http://public.test/$(printf '\nX')" 'http://public.test%00.127.0.0.1/' 'http://%31%32%37.0.0.1/' \
    'http://127.0.0.1:80:80/' 'http://①②⑦.⓪.⓪.①/' 'http://bücher.test/' 'http://127。0。0。1/' \
    'http://127.0.0.1.:80/' 'http://127.0x1/' 'http://127.00.0.1/' 'http://0/' 'http://127.0.0.256/' \
    'http://public.test:0/' 'http://public.test:65536/' 'http://public.test:4294967376/' \
    'http://public.test:-1/' 'http://public.test:+80/' 'http://public.test:80x/' \
    'http://[fe80::1%25lo]/' 'http://[::1%lo]/' 'http://[::1' 'http://[127.0.0.1]/' 'http://[]/' \
    'http://[::1]x/' 'http://[v1.x]/' 'http://[::ffff:127.0.0.1]@public.test/' 'http:///x' \
    'http://:80/' 'http://' 'http://../' 'http:public.test' '//public.test/' 'https:/public.test/' \
    'http://user:password@public.test/' 'http://@public.test/' 'http://;@public.test/'; do
    from "the URL '$url'" 4 'not a URL' "$url"
done
long=$(printf '%08192d' 0)
from 'a URL of 8 KiB' 4 'not a URL' "http://public.test/$long"
from 'a host of 8 KiB' 4 'not a URL' "http://$long.test/"
from 'a label of 64 letters' 4 'test: ' \
    http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test/
for at_port in 25 22 0443 8080 "$canary"; do
    from "port $at_port" 4 'ports|private' "http://127.0.0.1:$at_port/"
done

# That the canary would have been heard.
check 'the canary' 4 'error: 404' --private crl "http://127.0.0.1:$canary/"
grep -q '^GET / HTTP/1.1$' canary/log || complain 'the canary is deaf'
end
