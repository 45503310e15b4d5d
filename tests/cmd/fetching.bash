# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of fetching for a verdict share: `load kit` and `load fetching`.  The server follows
# scripts (tests/fetch/httpd.c).

# start_httpd begins a file of tests: in its directory are root and sub, and www has the scripts.
start_httpd() {
    cp "$PKI"/{root,sub}.{pem,key} "$PKI"/sub.crl "$BATS_FILE_TMPDIR"
    cd "$BATS_FILE_TMPDIR" || return
    mkdir www cache
    "$HTTPD" www >httpd.port 2>httpd.err 3>&- &
    echo $! >httpd.pid
    for _ in {1..500}; do
        [ ! -s httpd.port ] || break
        sleep 0.02
    done
    at=http://127.0.0.1:$(cat httpd.port)
}

teardown_file() {
    kill "$(cat "$BATS_FILE_TMPDIR/httpd.pid")"
}

setup() {
    cd "$BATS_FILE_TMPDIR" || return
    export COLUMNS=200 TERM=xterm LC_ALL=C XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
    unset NO_COLOR SSL_CERT_FILE SSL_CERT_DIR LC_CTYPE LANG
    out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
    at=http://127.0.0.1:$(cat httpd.port)
    rm -f www/log
}

# issue NAME ISSUER DNS [EXTENSION]...: a certificate of the server DNS in NAME.pem; CA: a CA.
issue() {
    local name=$1 issuer=$2 dns=$3
    shift 3
    [ -f "$name.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
    {
        if [ "$dns" = CA ]; then
            echo basicConstraints=critical,CA:TRUE
            echo keyUsage=critical,keyCertSign,cRLSign
        else
            echo basicConstraints=critical,CA:FALSE
            echo keyUsage=critical,digitalSignature
            echo extendedKeyUsage=serverAuth
            echo "subjectAltName=DNS:$dns"
        fi
        echo subjectKeyIdentifier=hash
        echo authorityKeyIdentifier=keyid
        printf '%s\n' "$@"
    } >"$name.ext"
    [ "$dns" != CA ] || dns=$name
    openssl req -new -key "$name.key" -subj "/CN=$dns" |
        openssl x509 -req -CA "$issuer.pem" -CAkey "$issuer.key" -days 300 -out "$name.pem" \
            -set_serial "0x$(openssl rand -hex 15 | sed 's/^./4/')" -extfile "$name.ext" 2>openssl.err
}

# serve NAME FILE [DER]: the server answers for /NAME with the file, as DER if that is asked for.
serve() {
    if [ -n "${3-}" ]; then
        openssl x509 -in "$2" -outform DER -out "www/$1.body"
    else
        cp "$2" "www/$1.body"
    fi
    printf 'send HTTP/1.1 200 OK\\r\\n\\r\\nfile %s.body\n' "$1" | sed 's/file/\nfile/' >"www/$1"
}

# asked N PATTERN: the server got N requests whose line matches.
asked() {
    [ "$(grep -cE -- "$2" www/log)" -eq "$1" ] || {
        cat www/log
        show_all "expected: $1 requests like $2"
    }
}
