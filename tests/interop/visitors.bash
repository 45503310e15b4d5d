# SPDX-License-Identifier: GPL-3.0-or-later
# The clients that connect to our server at 127.0.0.1:$port.  Each trusts the interop root, expects
# the name localhost, requests the page if it can, and fails if it does not get it.
# shellcheck shell=bash disable=SC2154

page()
{
    grep -q '^HTTP/1.1 200' "$1"
}

# visitor_openssl ARGUMENTS...; visitor_openssl_again connects twice, the second time with the
# session.
visitor_openssl()
{
    timeout 20 openssl s_client -connect "127.0.0.1:$port" -servername localhost \
        -verify_hostname localhost -CAfile root.pem -verify_return_error -quiet -ign_eof "$@" \
        <request >openssl.out && page openssl.out
}

visitor_openssl_again()
{
    rm -f session
    visitor_openssl -sess_out session "$@" && visitor_openssl -sess_in session "$@"
}

visitor_openssl_early()
{
    rm -f session
    visitor_openssl -sess_out session "$@" &&
        timeout 20 openssl s_client -connect "127.0.0.1:$port" -servername localhost \
            -CAfile root.pem -quiet -ign_eof -sess_in session -early_data request "$@" \
            </dev/null >openssl.out && page openssl.out
}

# visitor_gnutls PRIORITY ARGUMENTS...
visitor_gnutls()
{
    local priority=$1
    shift
    { cat request && sleep 0.3; } | timeout 20 gnutls-cli --x509cafile root.pem -p "$port" \
        --priority "$priority" --logfile gnutls.log "$@" localhost >gnutls.out && page gnutls.out
}

visitor_curl()
{
    curl -sS --max-time 20 --cacert root.pem --resolve "localhost:$port:127.0.0.1" -i "$@" \
        "https://localhost:$port/text" -o curl.out && page curl.out
}

# visitor_nss RANGE ARGUMENTS...
visitor_nss()
{
    local range=$1
    shift
    timeout 20 tstclnt -h 127.0.0.1 -a localhost -p "$port" -d nss -V "$range" -A request "$@" \
        >nss.out </dev/null && page nss.out
}

# visitor_botan POLICY
visitor_botan()
{
    { cat request && sleep 0.3; } | timeout 20 botan tls_client 127.0.0.1 --port="$port" \
        --trusted-cas=root.pem --skip-system-cert-store --policy="$1" "${@:2}" >botan.out &&
        grep -q '^HTTP/1.1 200' botan.out
}

visitor_go()
{
    timeout 20 ./client-go -port "$port" -roots root.pem "$@" >go.out && page go.out
}

# visitor_erlang VERSION OPTIONS
visitor_erlang()
{
    timeout 20 erl -noshell -eval "
        application:ensure_all_started(ssl),
        {ok, S} = ssl:connect(\"127.0.0.1\", $port, [{versions, ['$1']}, {verify, verify_peer},
            {cacertfile, \"root.pem\"}, {server_name_indication, \"localhost\"}, {active, false},
            binary ${2-}], 5000),
        {ok, R} = file:read_file(\"request\"),
        ok = ssl:send(S, R),
        {ok, D} = ssl:recv(S, 15, 5000),
        file:write_file(\"erlang.out\", D),
        ssl:close(S), halt(0)." && page erlang.out
}

# Our server has no HTTP/2: only the handshake counts.
visitor_nghttp()
{
    timeout 20 nghttp -t 1 "https://localhost:$port/" >/dev/null 2>&1
    true
}

# browsers: a profile for each browser, with the root in its database, and what they are.
browsers()
{
    mkdir -p home/.pki/nssdb firefox
    local database
    for database in home/.pki/nssdb firefox; do
        certutil -N -d "sql:$database" --empty-password
        certutil -A -d "sql:$database" -n root -t 'CT,C,C' -i root.pem
    done
    # Everything but localhost goes to a port where nobody listens.
    cat >firefox/user.js <<'PREFS'
user_pref("network.proxy.type", 1);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
PREFS
    stack[chromium]=$(HOME=$PWD/home chromium --version | awk '{ print $1, $2 }')
    stack[firefox]=$(HOME=$PWD/home firefox-esr --version | awk '{ print $2, $3 }')
} 2>/dev/null

visitor_chromium()
{
    HOME=$PWD/home timeout 120 chromium --headless --no-sandbox --disable-gpu --no-first-run \
        --disable-background-networking --user-data-dir="$PWD/home/data" "$@" \
        --dump-dom "https://localhost:$port/" >chromium.out 2>chromium.err &&
        grep -q 'ClientHello' chromium.out
}

# Firefox prints no page: the picture of ours is longer than a screen, that of an error is not.  Each
# visit has a fresh profile, since one that was interrupted asks questions at the next start.
visitor_firefox()
{
    rm -rf firefox.png firefox-now
    cp -r firefox firefox-now
    HOME=$PWD/home timeout 120 firefox-esr --headless --no-remote --profile "$PWD/firefox-now" \
        --screenshot "$PWD/firefox.png" "https://localhost:$port/" >firefox.out 2>&1
    [ -f firefox.png ] && [ "$(od -An -j20 -N4 -tu4 --endian=big firefox.png)" -gt 2000 ]
}
