# SPDX-License-Identifier: GPL-3.0-or-later
# pki.bash DIR: makes the certificates of the command tests in DIR.
#
#   root.pem > sub.pem > leaf.pem (www.example.org, 192.0.2.1), wild.pem, revoked.pem
#   root.pem > evil.pem (an escape sequence in its subject)
#   sub.pem > client.pem (clientAuth), client-chain.pem
#   self.pem: signed by itself      other.pem: another root
set -eu
cd "$1"

ca="basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid"
server="basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid"

key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# root NAME SUBJECT
root() {
    key "$1"
    openssl req -new -x509 -key "$1.key" -out "$1.pem" -days 3650 -subj "$2" \
        -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n[v3]\n%s\n' "${ca%$'\n'*}") \
        -extensions v3
}

# issue NAME ISSUER SUBJECT EXTENSIONS
issue() {
    local name=$1 issuer=$2 subject=$3 extensions=$4
    [ -f "$name.key" ] || key "$name"
    openssl req -new -key "$name.key" -out "$name.csr" -subj "$subject"
    openssl x509 -req -in "$name.csr" -CA "$issuer.pem" -CAkey "$issuer.key" \
        -set_serial "0x$(openssl rand -hex 15 | sed 's/^./4/')" -out "$name.pem" \
        -extfile <(printf '%s\n' "$extensions") -days 365
}

root root '/O=Test/CN=Test Root'
root other '/O=Test/CN=Other Root'
issue sub root '/O=Test/CN=Test Sub' "$ca"
issue leaf sub '/CN=www.example.org' "$server
subjectAltName=DNS:www.example.org,IP:192.0.2.1"
issue wild sub '/CN=*.wild.example.org' "$server
subjectAltName=DNS:*.wild.example.org"
issue revoked sub '/CN=revoked.example.org' "$server
subjectAltName=DNS:revoked.example.org"
issue client sub '/CN=client' "${server/serverAuth/clientAuth}
subjectAltName=email:client@example.org"
cat client.pem sub.pem >client-chain.pem
issue evil root $'/CN=red\033[31m' "$server
subjectAltName=DNS:evil.example.org"

# Any policy, and one policy.
issue anysub root '/CN=Any Sub' "$ca
certificatePolicies=2.5.29.32.0"
issue policy anysub '/CN=www.example.org' "$server
subjectAltName=DNS:www.example.org
certificatePolicies=1.2.3"
cat policy.pem anysub.pem >policed.pem

key self
openssl req -new -x509 -key self.key -out self.pem -days 365 -subj '/CN=self.example.org' \
    -addext subjectAltName=DNS:self.example.org -addext basicConstraints=critical,CA:FALSE

cat leaf.pem sub.pem >chain.pem
cat leaf.pem sub.pem root.pem >full.pem
openssl x509 -in leaf.pem -outform DER -out leaf.der
openssl crl2pkcs7 -nocrl -certfile full.pem -out full.p7b
openssl crl2pkcs7 -nocrl -certfile full.pem -outform DER -out full.p7c

# A CRL of each CA.
for name in root sub; do
    : >$name.index
    echo 01 >$name.number
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s.index\ncrlnumber=%s.number\ndefault_md=sha256\n' \
        $name $name >$name.cnf
done
openssl ca -config sub.cnf -cert sub.pem -keyfile sub.key -revoke revoked.pem -crl_reason keyCompromise
for name in root sub; do
    openssl ca -config $name.cnf -cert $name.pem -keyfile $name.key -gencrl -crldays 30 -out $name.crl
done

# Input that holds no certificate.
openssl pkcs8 -topk8 -in leaf.key -passout pass:x -out encrypted.key
openssl pkcs8 -topk8 -nocrypt -in leaf.key -out pkcs8.key
openssl ec -in leaf.key -pubout -out leaf.pub
openssl genrsa -out rsa.key 2048
openssl genpkey -algorithm ed25519 -out ed25519.key
openssl pkcs12 -export -in leaf.pem -inkey leaf.key -passout pass:x -out leaf.p12
iconv -f ASCII -t UTF-16 leaf.pem >utf16.pem
head -c 300 leaf.der >truncated.der
head -n 5 leaf.pem >truncated.pem
sed '3s/^....../!!!!!!/' leaf.pem >base64.pem
: >empty.pem
head -c 4096 /dev/zero | tr '\0' '\377' >binary
mkdir dir
truncate -s 1G huge
# damage LABEL: PEM of the DER on standard input with the length of its outermost SEQUENCE broken.
damage() {
    { head -c 1; printf '\x85'; tail -c +2; } >damaged
    echo "-----BEGIN $1-----"
    openssl base64 -in damaged
    echo "-----END $1-----"
}
openssl crl -in sub.crl -outform DER | damage 'X509 CRL' >bad.crl
openssl x509 -in sub.pem -outform DER | damage CERTIFICATE >bad.pem
cat leaf.pem bad.pem >broken-helper.pem
