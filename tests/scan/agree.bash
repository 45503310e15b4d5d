# SPDX-License-Identifier: GPL-3.0-or-later
# What agree.sh does for each row.
# shellcheck shell=bash disable=SC2154,SC2034
declare -A pattern sentence # of each explained difference
names=() servers=() # of each row
number=0

# identities: a root, and leaves of the kinds of keys that the rows use.
identities()
{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key \
        -out root.pem -days 30 -subj '/CN=Agree Root' 2>/dev/null
    leaf rsa:2048 rsa serverAuth
    leaf pss:2048 pss serverAuth
    leaf ec:P-256 p256 serverAuth
    leaf ec:P-384 p384 serverAuth
    leaf ec:P-521 p521 serverAuth
    leaf ed25519 ed25519 serverAuth
    openssl dsaparam -out dsa.params 1024 2>/dev/null
    leaf dsa:dsa.params dsa serverAuth
    local bits
    for bits in 512 1024 2048; do
        openssl dhparam -dsaparam -out "dh$bits.pem" "$bits" 2>/dev/null
    done
    openssl pkcs12 -export -in rsa.pem -inkey rsa.key -out rsa-java.p12 -passout pass:secret
}

# programs: builds the servers of ours on libraries of others, and notes which servers are missing.
programs()
{
    have gnutls-serv || missing[gnutls]=1
    { have selfserv && have pk12util; } || missing[nss]=1
    have botan || missing[botan]=1
    have nginx || missing[nginx]=1
    have erl || missing[erlang]=1
    have java || missing[java]=1
    have node || missing[ssl2]=1
    have go && GOCACHE=$work/go-cache GO111MODULE=off go build -o server-go \
        "$here/server.go" || missing[go]=1
    cc -O1 -I"${top_builddir-.}" -o server-bear "$here/server-bear.c" -lbearssl \
        2>/dev/null || missing[bearssl]=1
    cc -O1 -I"${top_builddir-.}" -o server-mbed "$here/server-mbed.c" -lmbedtls \
        -lmbedx509 -lmbedcrypto 2>/dev/null || missing[mbedtls]=1
    [ -n "${missing[nss]-}" ] || nss_database
    printf 'default = true\n' >botan-default
    services_missing
    runtimes_missing
}

peer_java()
{
    exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$agree_dir/AgreeServer.java" \
        "$port" "$1-java.p12"
}

peer_tlsbox()
{
    exec "$TLSBOX" serve "127.0.0.1:$port" --cert "$1.pem" --key "$1.key" "${@:2}"
}

# ssl2 KIND: no package has SSL 2.0; this server answers each CLIENT-HELLO with one SERVER-HELLO.
peer_ssl2()
{
    openssl x509 -in "$1.pem" -outform DER -out "$1.der"
    exec node "$agree_dir/server-ssl2.js" "$port" "$1.der"
}

# psk OPTIONS...: OpenSSL without a certificate.
peer_psk()
{
    exec openssl s_server -accept "127.0.0.1:$port" -nocert -psk 1a2b3c4d -quiet "$@"
}

# row NAME SERVER... -- [NOTE...]: a server, and what is known about it:
#   REASON           sslscan differs in the way that is explained under this name
#   testssl:[REASON] testssl.sh is asked too, and differs so, or not at all
#   order:WHOSE      the order of suites that counts in TLS 1.2: server or client
#   groups:ID,...    these are the groups of TLS 1.2; sslscan, which waits for its timeout at each
#                    group that such a server passes over, is not asked for groups
#   starttls:NAME    TLS begins by this protocol's request
row()
{
    [[ "$2 $1" =~ ${AGREE_ROWS-.*} ]] || return 0
    names[number]=$1
    shift
    servers[number]=$(printf "%q " "$@")
    number=$((number + 1))
}

# explain REASON PATTERN SENTENCE
explain()
{
    pattern[$1]=$2
    sentence[$1]=$3
}

# wrong DIFFERENCES REASON...: prints the differences that no reason explains, and the reasons
# without a difference.
wrong()
{
    local differences=$1 line reason
    shift
    while IFS= read -r line; do
        [ -n "$line" ] || continue
        for reason in "$@"; do
            [[ ! $line =~ ${pattern[$reason]} ]] || continue 2
        done
        printf '%s\n' "$line"
    done <<<"$differences"
    for reason in "$@"; do
        grep -qE -- "${pattern[$reason]}" <<<"$differences" || printf 'not seen: %s\n' "$reason"
    done
}

# compare PROGRAM FILE REASON...
compare()
{
    awk -v from="$1" -v wire="$here/../../lib/tls/wire" -f "$agree_dir/agree.awk" "$2" \
        >"$2.json"
    wrong "$(jq -r --slurpfile other "$2.json" --arg name "$1" -f "$agree_dir/agree.jq" scan.json)" \
        "${@:3}"
}

# known KEY VALUE: is what is known about a server, order or groups, in the scan as well?
known()
{
    case $1 in
    order)
        jq -r --arg whose "$2" '.versions[] | select(.version == "TLS 1.2" and .order != $whose)
            | "the order that counts is \(.order), not \($whose)"' scan.json
        ;;
    groups)
        jq -r --arg ids "$2" '[.groups[] | select(.version == "TLS 1.2") | .id] | sort | join(",")
            | select(. != $ids) | "groups of TLS 1.2: \(.), not \($ids)"' scan.json
        ;;
    esac
}

# scan OPTIONS...: with ours; no more connections than the accepted suites, groups and schemes, and 40.
scan()
{
    local code=0
    timeout 100 "$TLSBOX" scan --json --rate 0 --timeout 30 "$@" "127.0.0.1:$port" \
        >scan.json 2>scan.err || code=$?
    [ "$code" -lt 2 ] || echo "scan: exit code $code, $(jq -r .reason scan.json)"
    jq -r '([.versions[].suites[]] + .groups + .sigalgs | length + 40) as $most
        | select(.connections > $most) | "\(.connections) connections, not \($most)"' scan.json
}

# ask_sslscan OPTIONS...
ask_sslscan()
{
    timeout 100 sslscan --timeout=10 --sni-name=localhost --no-heartbleed --no-renegotiation \
        --no-compression --no-fallback --no-check-certificate --no-cipher-details --no-colour \
        --xml=sslscan.xml "$@" "127.0.0.1:$port" >sslscan.log 2>&1 ||
        echo "sslscan: $(tail -n 1 sslscan.log)"
}

ask_testssl()
{
    testssl --quiet --color 0 --warnings off -p -E -f --csvfile testssl.csv "127.0.0.1:$port" \
        >testssl.log 2>&1
}

# try_row SERVER... -- NOTE...: prints what is wrong; its folder is the working one.
try_row()
{
    local server=() note explained=() testssl_explained=() asks_testssl='' options=() starttls=()
    while [ "$1" != -- ]; do server+=("$1") && shift; done
    shift
    (cd "$work" && "peer_${server[0]}" "${server[@]:1}") >server.log 2>&1 </dev/null &
    pids=($!)
    if ! await_port; then
        echo "the server does not start: $(tail -n 1 server.log)"
        return 1
    fi
    for note in "$@"; do
        case $note in
        starttls:*)
            starttls=(--starttls "${note#*:}")
            options+=("--starttls-${note#*:}")
            ;;
        groups:*) options+=(--no-groups) ;;
        esac
    done
    scan "${starttls[@]}"
    for note in "$@"; do
        case $note in
        starttls:*) ;;
        testssl:) asks_testssl=${AGREE_TESTSSL-} ;;
        testssl:*) testssl_explained+=("${note#*:}") ;;
        *:*) known "${note%%:*}" "${note#*:}" ;;
        *) explained+=("$note") ;;
        esac
    done
    ask_sslscan "${options[@]}"
    compare sslscan sslscan.xml "${explained[@]}"
    if [ -n "$asks_testssl" ]; then
        ask_testssl
        compare testssl testssl.csv "${testssl_explained[@]}"
    fi
}

# stop: ends the server, and what it started.
stop()
{
    [ ${#pids[@]} = 0 ] || kill -- $(ps -o pid= --ppid "${pids[0]}") "${pids[0]}" 2>/dev/null
    wait
}

# run_rows: a few at a time; then prints them in their order.
run_rows()
{
    local i
    for ((i = 0; i < number; i++)); do
        eval "set -- ${servers[i]}"
        [ -z "${missing[$1]-}" ] || continue
        pick_port
        mkdir "row-$i"
        (
            trap stop EXIT
            SECONDS=0
            cd "row-$i" && try_row "$@" >wrong 2>error.log && echo "$SECONDS" >done
        ) &
        while [ "$(jobs -pr | wc -l)" -ge "${AGREE_JOBS-14}" ]; do
            wait -n
        done
    done
    wait
    for ((i = 0; i < number; i++)); do
        eval "set -- ${servers[i]}"
        skip "$1" "${names[i]}" && continue
        [ -e "row-$i/done" ] || echo "not complete" >>"row-$i/wrong"
        [ -z "${AGREE_TIMES-}" ] || printf "%s s " "$(cat "row-$i/done")"
        said "$1" "${names[i]}" "$(cat "row-$i/wrong" "row-$i/error.log" | cut -c1-2000)"
    done
}

# explained: prints the reasons of differences.
explained()
{
    local reason
    for reason in "${!sentence[@]}"; do
        printf '%-20s %s\n' "$reason" "${sentence[$reason]}"
    done | sort
}
