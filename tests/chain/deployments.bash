# SPDX-License-Identifier: GPL-3.0-or-later
# The PKI of the deployments, made by openssl in the current directory:
#
#   root1 > sub > leaf, stray leaves, …            sub: also by root2 (subx), renewed (sub-new), ended
#   root1 > mid > low > deep                       (sub-old), with another key (sub-key)
#   root2 > root1 (root1x): the old root certified the new one
#   rsa-root > rsa-sub > rsa-leaf, and the same of Ed25519 and P-384
#   loop-a, loop-b: certify each other; loop-a also has a certificate of root1
# shellcheck disable=SC2154  # the variables of deployments.sh

ca="basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid"
server="basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid"

# key NAME [KIND]
key() {
    case ${2-p256} in
    p256) openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" ;;
    p384) openssl ecparam -name secp384r1 -genkey -noout -out "$1.key" ;;
    rsa) openssl genrsa -out "$1.key" 2048 ;;
    rsa1024) openssl genrsa -out "$1.key" 1024 ;;
    *) openssl genpkey -algorithm "$2" -out "$1.key" ;;
    esac 2>/dev/null
}

# root NAME SUBJECT [KIND]
root() {
    key "$1" "${3-p256}"
    openssl req -new -x509 -key "$1.key" -out "$1.pem" -days 3650 -subj "$2" \
        -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n[v3]\n%s\n' "${ca%$'\n'*}") \
        -extensions v3
}

# issue NAME ISSUER SUBJECT EXTENSIONS [KEY [KIND [FROM TO]]]: FROM and TO are words of date -d.
issue() {
    local name=$1 issuer=$2 subject=$3 ext=$4 key=${5-$1} from=${7--1 day} to=${8-+300 days}
    [ -f "$key.key" ] || key "$key" "${6-p256}"
    openssl req -new -key "$key.key" -out "$name.csr" -subj "$subject"
    rm -rf ca.d && mkdir ca.d && : >ca.d/index
    openssl rand -hex 15 | sed 's/^./4/' >ca.d/serial
    printf '%s\n' '[ca]' default_ca=d '[d]' database=ca.d/index serial=ca.d/serial \
        new_certs_dir=ca.d default_md=default policy=any unique_subject=no '[any]' \
        commonName=optional >ca.d/cnf
    openssl ca -batch -notext -config ca.d/cnf -cert "$issuer.pem" -keyfile "$issuer.key" \
        -preserveDN -in "$name.csr" -out "$name.pem" -extfile <(printf '%s\n' "$ext") \
        -startdate "$(date -u -d "$from" +%Y%m%d%H%M%SZ)" \
        -enddate "$(date -u -d "$to" +%Y%m%d%H%M%SZ)"
}

# leaf NAME ISSUER [KEY [KIND [FROM TO]]]
leaf() {
    local name=$1 issuer=$2
    shift 2
    issue "$name" "$issuer" "/CN=$name.example.org" "$server
subjectAltName=DNS:$name.example.org" "${1-$name}" "${2-p256}" "${3--1 day}" "${4-+90 days}"
}

make_pki() {
    root root1 '/CN=Root One'
    root root2 '/CN=Root Two'
    root root1-key '/CN=Root One'
    root stranger '/CN=Stranger'
    issue root1x root2 '/CN=Root One' "$ca" root1
    issue sub root1 '/CN=Sub' "$ca"
    cp sub.key sub-new.key
    issue sub-new root1 '/CN=Sub' "$ca" sub p256 '-1 day' '+900 days'
    issue sub-old root1 '/CN=Sub' "$ca" sub p256 '-400 days' '-10 days'
    issue subx root2 '/CN=Sub' "$ca" sub
    issue sub-key root1 '/CN=Sub' "$ca"
    issue sub-dead stranger '/CN=Sub' "$ca" sub
    issue mid root1 '/CN=Mid' "$ca"
    issue low mid '/CN=Low' "$ca"
    issue other root1 '/CN=Other Sub' "$ca"
    leaf leaf sub
    leaf old sub
    leaf deep low
    leaf elsewhere other
    leaf ended sub ended p256 '-90 days' '-1 day'
    leaf early sub early p256 '+10 days' '+90 days'
    leaf bare sub
    local kind
    for kind in rsa ed25519 p384; do
        root $kind-root "/CN=$kind Root" $kind
        issue $kind-sub $kind-root "/CN=$kind Sub" "$ca" $kind-sub $kind
        leaf $kind-leaf $kind-sub $kind-leaf $kind
    done
    make_odd
}

# Loops, a key that a CA has changed, names that two CAs have, and what no list can fix.
make_odd() {
    issue loop-a root1 '/CN=Loop A' "$ca"
    issue loop-b loop-a '/CN=Loop B' "$ca"
    issue loop-a-by-b loop-b '/CN=Loop A' "$ca" loop-a
    leaf looped loop-b
    issue roll sub '/CN=Sub' "$ca" roll
    leaf rolled roll
    issue noid root1 '/CN=Sub' 'basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
authorityKeyIdentifier=none
subjectKeyIdentifier=none' noid
    issue unnamed noid /CN=unnamed.example.org 'extendedKeyUsage=serverAuth
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
authorityKeyIdentifier=none
subjectAltName=DNS:unnamed.example.org'
    issue short root1 '/CN=Short' "${ca/CA:TRUE/CA:TRUE,pathlen:0}"
    issue below short '/CN=Below' "$ca"
    leaf long below
    issue narrow root1 '/CN=Narrow' "$ca
nameConstraints=critical,permitted;DNS:example.com"
    leaf outside narrow
    issue no-ca root1 '/CN=No CA' "$server"
    leaf unfit no-ca
    issue client sub /CN=client.example.org "${server/serverAuth/clientAuth}
subjectAltName=DNS:client.example.org"
    leaf weak sub weak rsa1024
    leaf gone sub
    key self
    openssl req -new -x509 -key self.key -out self.pem -days 90 -subj /CN=self.example.org \
        -addext subjectAltName=DNS:self.example.org -addext basicConstraints=critical,CA:FALSE
    : >index && echo 01 >number
    printf '%s\n' '[ca]' default_ca=d '[d]' database=index crlnumber=number default_md=sha256 >cnf
    openssl ca -config cnf -cert sub.pem -keyfile sub.key -revoke gone.pem
    openssl ca -config cnf -cert sub.pem -keyfile sub.key -gencrl -crldays 30 -out sub.crl
    openssl x509 -in root1.pem -addreject serverAuth -trustout -out rejected.pem
    # The last byte of the signature, which is that of an INTEGER.
    openssl x509 -in leaf.pem -outform DER >leaf.der
    { head -c -1 leaf.der; tail -c 1 leaf.der | tr '\000-\377' '\001-\377\000'; } >forged.der
    openssl x509 -inform DER -in forged.der -out forged.pem
    sed '3s/^....../!!!!!!/' other.pem >damaged.pem
}
