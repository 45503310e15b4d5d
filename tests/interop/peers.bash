# SPDX-License-Identifier: GPL-3.0-or-later
# The servers of the interop matrix: one function for each, which starts it on 127.0.0.1:$port with
# the certificate of kind $1 and further arguments.  They answer `GET /` with a short response.
# shellcheck shell=bash

# pki: a root and leaves of every kind of key, all for localhost, and two for clients.
pki()
{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key \
        -out root.pem -days 30 -subj '/CN=Interop Root' 2>/dev/null
    local kind
    for kind in rsa:2048 ec:P-256 ec:P-384 ec:P-521 ed25519 ed448 pss:2048 rsa4096:4096; do
        leaf "$kind" "${kind/:*/}" serverAuth
    done
    mv ec.pem ec-unused.pem
    leaf ec:P-256 p256 serverAuth
    leaf ec:P-384 p384 serverAuth
    leaf ec:P-521 p521 serverAuth
    leaf ec:P-256 names serverAuth "$(printf ',DNS:host%d.example' {1..40})"
    leaf rsa:2048 client-rsa clientAuth
    leaf ec:P-256 client-p256 clientAuth
    leaf ed25519 client-ed25519 clientAuth
}

# leaf KEY NAME PURPOSE [,MORE NAMES]
leaf()
{
    local new
    case $1 in
    rsa*:*) new=(-newkey "rsa:${1#*:}") ;;
    pss:*) new=(-newkey rsa-pss -pkeyopt "rsa_keygen_bits:${1#*:}") ;;
    ec:*) new=(-newkey ec -pkeyopt "ec_paramgen_curve:${1#*:}") ;;
    *) new=(-newkey "$1") ;;
    esac
    openssl req "${new[@]}" -nodes -keyout "$2.key" -out "$2.csr" -subj "/CN=$2" 2>/dev/null
    openssl x509 -req -in "$2.csr" -CA root.pem -CAkey root.key -out "$2.pem" -days 20 \
        -extfile <(printf '%s\n' "subjectAltName=DNS:localhost${4-}" basicConstraints=critical,CA:FALSE \
            "extendedKeyUsage=$3" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid) 2>/dev/null
}

peer_openssl()
{
    local kind=$1
    shift
    exec openssl s_server -accept "127.0.0.1:$port" -cert "$kind.pem" -key "$kind.key" -www -quiet "$@"
}

peer_gnutls()
{
    local kind=$1 priority=$2
    shift 2
    exec gnutls-serv -q --http -p "$port" --x509certfile "$kind.pem" --x509keyfile "$kind.key" \
        --priority "$priority" "$@"
}

# NSS keeps keys in a database: one with all kinds of keys is made at the first use.
nss_database()
{
    [ -d nss ] && return
    mkdir nss
    certutil -N -d nss --empty-password
    certutil -A -d nss -n root -t 'CT,C,C' -i root.pem
    local kind
    for kind in rsa p256 p384 p521; do
        openssl pkcs12 -export -in "$kind.pem" -inkey "$kind.key" -name "$kind" -out "$kind.p12" \
            -passout pass:
        pk12util -i "$kind.p12" -d nss -W '' -K '' >/dev/null
    done
}

peer_nss()
{
    local kind=$1 option=-e
    shift
    [ "$kind" = rsa ] && option=-n
    exec selfserv -d nss -p "$port" "$option" "$kind" "$@"
}

peer_botan()
{
    local kind=$1 policy=$2
    shift 2
    exec botan tls_server "$kind.pem" "$kind.key" --port="$port" --policy="$policy" "$@"
}

peer_go()
{
    local kind=$1
    shift
    exec ./server-go -port "$port" -cert "$kind.pem" -key "$kind.key" "$@"
}

peer_bearssl()
{
    exec ./server-bear "$port" "$1.pem" "$1.key"
}

# mbedtls KIND [CLIENTS]
peer_mbedtls()
{
    exec ./server-mbed "$port" "$1.pem" "$1.key" "${@:2}"
}

# nginx KIND DIRECTIVES...
peer_nginx()
{
    local kind=$1
    shift
    mkdir -p "nginx-$port"
    cat >"nginx-$port/conf" <<CONF
daemon off; master_process off; pid $PWD/nginx-$port/pid; error_log stderr error;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path nginx-$port/a; proxy_temp_path nginx-$port/b;
    fastcgi_temp_path nginx-$port/c; uwsgi_temp_path nginx-$port/d; scgi_temp_path nginx-$port/e;
    server {
        listen 127.0.0.1:$port ssl http2;
        ssl_certificate $PWD/$kind.pem; ssl_certificate_key $PWD/$kind.key;
        $*
        location / { return 200 "hi\n"; }
    }
}
CONF
    exec "$(command -v nginx || echo /usr/sbin/nginx)" -p "$PWD" -c "nginx-$port/conf" -e stderr
}

# erlang KIND VERSION
peer_erlang()
{
    exec erl -noshell -eval "
        application:ensure_all_started(ssl),
        {ok, L} = ssl:listen($port, [{ip, {127,0,0,1}}, {certfile, \"$1.pem\"}, {keyfile, \"$1.key\"},
            {versions, ['$2']}, {reuseaddr, true}, {active, false}, binary]),
        Loop = fun(F) ->
            {ok, S} = ssl:transport_accept(L),
            case ssl:handshake(S, 5000) of
                {ok, C} ->
                    _ = ssl:recv(C, 0, 5000),
                    _ = ssl:send(C, <<\"HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nhi\\n\">>),
                    ssl:close(C);
                _ -> ok
            end,
            F(F)
        end,
        Loop(Loop)."
}
