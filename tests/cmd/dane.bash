# SPDX-License-Identifier: GPL-3.0-or-later
# Zones of our own, signed in the test, and a name server for them on the loopback: `load dane` after
# kit and servers.
#
#   .                     signed; root.key is its key
#   example.org           signed; one service for each usage, and aliases
#   unsigned.example.org  not signed, and the parent says so
#   forged.example.org    signed, and one record changed afterwards
#   expired.example.org   signed until yesterday

# digest SELECTOR FILE: SHA-256 of a certificate (0) or its key (1).
digest() {
    if [ "$1" = 0 ]; then
        openssl x509 -in "$2" -outform DER
    else
        openssl x509 -in "$2" -noout -pubkey | openssl pkey -pubin -outform DER
    fi | openssl dgst -sha256 -r | cut -d' ' -f1
}

# zone NAME: begins its file with what every zone has.
zone() {
    printf '$TTL 60\n%s SOA ns.example.org. x.example.org. 1 3600 600 86400 60\n' "$1"
    printf '%s NS ns.example.org.\n' "$1"
}

# sign NAME FILE [OPTION...]: signs a zone with a new key; the DS record goes to FILE.ds.
sign() {
    local name=$1 file=$2 key
    shift 2
    key=$(ldns-keygen -a ECDSAP256SHA256 -k "$name") &&
        ldns-signzone "$@" -o "$name" -f "$file.signed" "$file" "$key" &&
        cp "$key.key" "$file.key" && cp "$key.ds" "$file.ds"
}

make_zones() {
    local wrong good
    good="3 1 1 $(digest 1 leaf.pem)"
    wrong="3 1 1 $(digest 1 root.pem)"
    mkdir -p dane && {
        zone example.org.
        echo 'ns.example.org. A 127.0.0.1'
        echo 'www.example.org. A 127.0.0.1'
        echo "_443._tcp.www.example.org. TLSA $good"
        echo "_8000._tcp.www.example.org. TLSA 0 0 1 $(digest 0 sub.pem)"
        echo "_8001._tcp.www.example.org. TLSA 1 0 1 $(digest 0 leaf.pem)"
        echo "_8002._tcp.www.example.org. TLSA 2 0 1 $(digest 0 sub.pem)"
        echo "_8003._tcp.www.example.org. TLSA $good"
        echo "_8004._tcp.www.example.org. TLSA $wrong"
        echo "_8006._tcp.www.example.org. TLSA 3 9 1 00"
        echo "_8007._tcp.www.example.org. TLSA $wrong"
        echo "_8007._tcp.www.example.org. TLSA $good"
        echo '_8008._tcp.www.example.org. CNAME _8003._tcp.www.example.org.'
        echo 'alias.example.org. CNAME www.example.org.'
        echo "_443._tcp.alias.example.org. TLSA $wrong"
        echo 'away.example.org. CNAME bare.example.org.'
        echo "_443._tcp.away.example.org. TLSA $good"
        echo 'bare.example.org. A 127.0.0.1'
        for child in unsigned forged expired; do
            echo "$child.example.org. NS ns.example.org."
            {
                zone $child.example.org.
                echo "www.$child.example.org. A 127.0.0.1"
                echo "_443._tcp.www.$child.example.org. TLSA $wrong"
            } >dane/$child
        done
    } >dane/org
    (
        cd dane || exit
        sign forged.example.org. forged && sign expired.example.org. expired -i 20260101 \
            -e "$(date -u -d yesterday +%Y%m%d)" || exit
        sed -i "s/TLSA\t3 1 1 .*/TLSA\t$good/" forged.signed
        cat forged.ds expired.ds >>org
        sign example.org. org || exit
        {
            zone .
            echo 'ns.example.org. A 127.0.0.1'
            echo 'example.org. NS ns.example.org.'
            cat org.ds
        } >root
        sign . root && mv root.key ../dane-root.key
        cp unsigned unsigned.signed
    )
}

# name_server: nsd at 127.0.0.1:$dns with these zones, in a process group of its own.
name_server() {
    local name file dir=$BATS_TEST_TMPDIR/nsd
    mkdir -p "$dir"
    free_port
    dns=$port
    {
        printf 'server:\n ip-address: 127.0.0.1@%s\n username: ""\n chroot: ""\n' "$dns"
        printf ' zonesdir: "%s"\n pidfile: ""\n xfrdfile: ""\n database: ""\n' "$PWD/dane"
        printf ' zonelistfile: "%s/list"\n xfrdir: "%s"\n logfile: "%s/log"\n' "$dir" "$dir" "$dir"
        printf 'remote-control:\n control-enable: no\n'
        while read -r name file; do
            printf 'zone:\n name: "%s"\n zonefile: "%s.signed"\n' "$name" "$file"
        done <<'END'
. root
example.org. org
unsigned.example.org. unsigned
forged.example.org. forged
expired.example.org. expired
END
    } >"$dir/conf"
    PATH=$PATH:/usr/sbin setsid nsd -d -c "$dir/conf" >"$dir/said" 2>&1 3>&- &
    servers+=($!)
    await listening "$dns"
}
