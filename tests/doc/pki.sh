# SPDX-License-Identifier: GPL-3.0-or-later
# A small CA for the guides, whose certificates name an HTTP server of the test at $at.
#
#     root.pem > ca.pem > good.pem, revoked.pem …

# web: serves the files of www/; what is asked for them is what `web_file` says.
web()
{
    mkdir www
    "$(dirname "$tlsbox")/tests/fetch/httpd" www >httpd.port 2>httpd.err &
    is_started $!
    await 10 test -s httpd.port
    at=http://127.0.0.1:$(cat httpd.port)
}

# web_file NAME FILE: the server answers for /NAME with the file.
web_file()
{
    cp "$2" "www/$1.body"
    printf 'send HTTP/1.1 200 OK\\r\\n\\r\\n\nfile %s.body\n' "$1" >"www/$1"
}

new_key()
{
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# issue NAME ISSUER DAYS SUBJECT [EXTENSION]...: a certificate in NAME.pem, of itself if NAME is
# ISSUER.
issue()
{
    name=$1 issuer=$2 days=$3 subject=$4
    shift 4
    [ -f "$name.key" ] || new_key "$name"
    printf '%s\n' "$@" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >ext
    openssl req -new -key "$name.key" -subj "$subject" -out csr
    if [ "$name" = "$issuer" ]; then
        openssl x509 -req -in csr -signkey "$name.key" -days "$days" -extfile ext -out "$name.pem"
    else
        openssl x509 -req -in csr -CA "$issuer.pem" -CAkey "$issuer.key" -days "$days" \
            -extfile ext -set_serial "0x$(openssl rand -hex 15 | sed 's/^./4/')" -out "$name.pem"
    fi 2>openssl.err
}

# issue_ca NAME ISSUER SUBJECT [EXTENSION]...
issue_ca()
{
    name=$1 issuer=$2 subject=$3
    shift 3
    issue "$name" "$issuer" 3650 "$subject" basicConstraints=critical,CA:TRUE \
        keyUsage=critical,keyCertSign,cRLSign "$@"
}

# issue_server NAME ISSUER DAYS [EXTENSION]...: for NAME.example.
issue_server()
{
    name=$1 issuer=$2 days=$3
    shift 3
    issue "$name" "$issuer" "$days" "/CN=$name.example" basicConstraints=critical,CA:FALSE \
        keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth \
        "subjectAltName=DNS:$name.example" "$@"
}
