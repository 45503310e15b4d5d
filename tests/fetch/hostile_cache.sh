#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The cache of fetches among others who write to it: at the same time, something else, or into it
# what is no file.  The last line is "N passed, N failed".
set -u
# shellcheck source=tests/fetch/kit.sh
. "${top_srcdir:?}/tests/fetch/kit.sh"

# As root, the permissions of files count only without the capabilities of root.
plain=
[ "$(id -u)" != 0 ] || plain='setpriv --inh-caps=-all --bounding-set=-all'
FETCH_PREFIX="${FETCH_PREFIX-} $plain"
kib=$(printf '%01024d' 0)
printf 'send %sContent-Length: 65536\\r\\n\\r\\n\nrepeat 64 %s\n' "$ok" "$kib" >www/case
cp www/case www/other
url=$at/case

# fetched NAME [OPTION...], cached NAME [OPTION...]: the body comes from the server or the cache.
fetched()
{
    name=$1
    shift
    check "$name" 0 '^fetched 65536' --private "$@" issuer "$url"
}
cached()
{
    name=$1
    shift
    check "$name" 0 '^cached 65536' --private "$@" issuer "$url"
}

# num_in DIRECTORY: the number of its entries.
num_in()
{
    find "$1" -mindepth 1 | wc -l
}

# nothing_in DIRECTORY: it has no entry.
nothing_in()
{
    [ -z "$(ls -A "$1")" ] || complain "$1 has: $(ls -A "$1")"
}

# Twenty at a time, of which some get another content: each gets one of them, whole.
sed 's/0000/1111/g' www/case >case1
round=0
while [ $round -lt 20 ]; do
    round=$((round + 1))
    [ $round != 10 ] || cp case1 www/case
    # shellcheck disable=SC2086  # words of a command
    timeout 60 $FETCH_PREFIX "$tests/fetch_once" --private --cache cache --keep 60 issuer "$url" \
        >race$round 2>err$round &
    racers="${racers-} $!"
done
name='a race'
for pid in $racers; do
    if wait "$pid"; then
        passed=$((passed + 1))
    else
        complain "a process has ended with $?"
    fi
done
case $(md5sum race* | cut -d ' ' -f 1 | sort -u | wc -l):$(cat race* | wc -c) in
[12]:1310720) ;;
*) complain "the bodies are: $(md5sum race*)" ;;
esac
cached 'after a race' --cache cache
[ "$(num_in cache)" = 1 ] || complain "the cache has $(ls -A cache)"
entry=cache/$(ls cache)
cp "$entry" good

# damaged NAME: the entry is not used; what it was is gone.
damaged()
{
    fetched "$1" --cache cache --keep 60
    cached "$1: again" --cache cache
    cp good "$entry"
}
for bytes in 0 1 7 8 40 87 88 89 1000 65623; do
    head -c $bytes good >"$entry"
    damaged "cut after $bytes bytes"
done
# Magic, key, times, digest, body: one bit of each.
for at_byte in 0 8 39 40 47 48 55 56 87 88 40000 65623; do
    { head -c $at_byte good && printf '\377' && tail -c +$((at_byte + 2)) good; } >"$entry"
    damaged "byte $at_byte changed"
done
{ cat good && printf x; } >"$entry"
damaged 'a byte more'
cat good good >"$entry"
damaged 'twice'
head -c 65624 /dev/zero >"$entry"
damaged 'zeros'
cp good "$entry" && truncate -s 10G "$entry"
damaged '10 GB, sparse'

# craft TIMES: an entry with these times, as escapes of printf, and the right digest.
digest()
{
    openssl dgst -sha256 -binary
}
craft()
{
    tail -c +89 good | digest >inner
    # shellcheck disable=SC2059  # escapes
    { tail -c +9 good | head -c 32 && printf "$1"; } >middle
    { printf TBFETCH1 && cat middle && cat middle inner | digest && tail -c +89 good; } >"$entry"
}
future='\177\0\0\0\0\0\0\0'
past='\0\0\0\0\0\0\0\1'
craft "$future\\177\\377\\377\\377\\377\\377\\377\\377"
damaged 'from the future'
craft "$past\\0\\0\\0\\0\\0\\0\\0\\2"
damaged 'out of date'
craft "$past\\377\\377\\377\\377\\377\\377\\377\\377"
damaged 'a time below zero'
craft "$past$future"
cached 'times of ours' --cache cache

# A good entry under the name of another URL, kind or content.
check 'another URL' 0 '^fetched' --private --cache cache --keep 60 issuer "$at/other"
for file in cache/*; do
    cp good "$file"
done
check 'a good entry of another URL' 0 '^fetched' --private --cache cache issuer "$at/other"
rm -f cache/*
cp good "$entry"
cached 'the one of the URL' --cache cache
check 'a fragment is another URL' 0 '^fetched' --private --cache cache issuer "$url#x"
printf 0123 >request
check 'another request' 4 'error: 404' --private --cache cache --content request ocsp "$url"

# What is no file of ours.
rm -f "$entry" && cp good elsewhere && ln -s "$dir/elsewhere" "$entry"
fetched 'a symbolic link to a good file' --cache cache --keep 60
{ [ ! -L "$entry" ] && cmp -s good elsewhere; } || complain 'it was followed'
echo secret >victim
ln -sf "$dir/victim" "$entry"
fetched 'a symbolic link' --cache cache --keep 60
[ "$(cat victim)" = secret ] || complain 'it was followed'
rm -f "$entry" && ln -s absent "$entry"
fetched 'a symbolic link to nothing' --cache cache --keep 60
[ ! -e cache/absent ] || complain 'it was followed'
rm -f "$entry" && ln victim "$entry"
fetched 'a hard link' --cache cache --keep 60
[ "$(cat victim)" = secret ] || complain 'it was written to'
rm -f "$entry" && mkfifo "$entry"
fetched 'a FIFO' --cache cache --keep 60
rm -rf "$entry" && mkdir "$entry"
fetched 'a directory' --cache cache --keep 60
rmdir "$entry"
mkdir "$entry" && echo kept >"$entry/file"
fetched 'a directory that is not empty' --cache cache --keep 60
[ -e "$entry/file" ] || complain 'it was removed'
rm -r "$entry"
for mode in 620 602 666; do
    cp good "$entry" && chmod $mode "$entry"
    fetched "a file with the mode $mode" --cache cache
    rm -f "$entry"
done
cp good "$entry" && chmod 000 "$entry"
fetched 'a file without a mode' --cache cache --keep 60
if [ "$(id -u)" = 0 ]; then
    cp good "$entry" && chown 65534 "$entry"
    fetched "somebody else's file" --cache cache
    rm -f "$entry"
fi

# The directory.
for mode in 770 707 777 1777; do
    mkdir open && chmod $mode open
    fetched "a directory with the mode $mode" --cache open --keep 60
    nothing_in open
    rmdir open
done
mkdir open && chmod 500 open
fetched 'a directory that cannot be written' --cache open --keep 60
nothing_in open
chmod 700 open
ln -s open link
fetched 'a link to a directory' --cache link --keep 60
nothing_in open
fetched 'a link to a directory, with a slash' --cache link/ --keep 60
rm -rf open link
echo text >file
fetched 'a file for a directory' --cache file --keep 60
[ "$(cat file)" = text ] || complain 'it was written to'
fetched 'below a file' --cache file/x --keep 60
mkfifo fifo
fetched 'a FIFO for a directory' --cache fifo --keep 60
fetched 'a directory that is absent, and the one above' --cache a/b/c --keep 60
[ ! -e a ] || complain 'it was made'
fetched "somebody else's directory" --cache /proc --keep 60
fetched 'a name of 5,000 bytes' --cache "$(printf '%05000d' 0)" --keep 60
if [ "$(id -u)" = 0 ]; then
    mkdir theirs && chown 65534 theirs
    fetched 'a directory of nobody' --cache theirs --keep 60
    nothing_in theirs
fi

# No room: files may have 4 KiB and no more.
cat >full <<'END'
#!/bin/sh
trap '' XFSZ
ulimit -f 8
exec "$@"
END
chmod +x full
rm -rf cache && mkdir -m 700 cache
name='no room'
timeout 60 ./full "$tests/fetch_once" --private --cache cache \
    --keep 60 issuer "$url" 2>err | cat >body
grep -q '^fetched 65536' err || complain "$(cat err)"
check_bounds
nothing_in cache
printf 'send %sContent-Length: 100\\r\\n\\r\\n%0100d\n' "$ok" 0 >www/small
name='a little room'
timeout 60 ./full "$tests/fetch_once" --private --cache cache \
    --keep 60 issuer "$at/small" 2>err | cat >body
check_bounds
[ "$(num_in cache)" = 1 ] || complain "the cache has: $(ls -A cache)"

# What is not good is not kept; the time is bounded.
rm -f cache/*
fetched 'nothing is kept unasked' --cache cache
nothing_in cache
for keep in -1 -1000000; do
    fetched "kept for $keep seconds" --cache cache --keep "$keep"
    nothing_in cache
done
echo 'send HTTP/1.1 404 No' >www/absent
check 'an error is not kept' 4 'violates|closed' --private --cache cache --keep 60 \
    issuer "$at/absent"
nothing_in cache
printf 'send %sContent-Length: 9\\r\\n\\r\\nshort\n' "$ok" >www/short
check 'what is cut short is not kept' 4 'shorter' --private --cache cache --keep 60 \
    issuer "$at/short"
nothing_in cache
printf 'send HTTP/1.1 302 Found\\r\\nLocation: /case\\r\\n\\r\\n\n' >www/away
check 'a redirect' 0 '^fetched' --private --cache cache --keep 60 issuer "$at/away"
fetched 'its goal has no entry' --cache cache
rm -f cache/*

# Files of others in it are left alone; the oldest entries make room.
echo note >cache/NOTE
seq -f 'cache/%064.0f' 4200 | xargs touch -d '2020-01-01'
fetched 'more files than are allowed' --cache cache --keep 60
[ "$(num_in cache)" = 4097 ] || complain "there are $(num_in cache)"
[ -e cache/NOTE ] || complain 'a file of somebody else is gone'
cached 'the new one is there' --cache cache
rm -rf cache

# The usual place.
unset XDG_CACHE_HOME
HOME=$dir/home
export HOME
mkdir -m 700 home
fetched 'below HOME' --cache '' --keep 60
cached 'below HOME, again' --cache ''
[ -d home/.cache/tlsbox ] || complain 'it is not there'
XDG_CACHE_HOME=relative
export XDG_CACHE_HOME
mkdir relative
cached 'XDG_CACHE_HOME is relative: HOME counts' --cache ''
nothing_in relative
XDG_CACHE_HOME=$dir/xdg
cached_below=$dir/xdg/tlsbox
fetched 'XDG_CACHE_HOME is absent' --cache '' --keep 60
[ -d "$cached_below" ] || complain 'it was not made'
XDG_CACHE_HOME=$(printf '/%05000d' 0)
fetched 'XDG_CACHE_HOME has 5,000 bytes' --cache '' --keep 60
unset XDG_CACHE_HOME
HOME=home
fetched 'HOME is relative' --cache '' --keep 60
unset HOME
fetched 'no HOME' --cache '' --keep 60
end
