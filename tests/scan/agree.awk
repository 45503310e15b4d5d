# SPDX-License-Identifier: GPL-3.0-or-later
# What another program found, as lines of JSON: {"accepted": VERSION}, {"version": …, "suite": …,
# "list": …} and {"version": …, "group": …}, in the order in which it lists them.
# -v wire=DIRECTORY has suites.def and ssl2kinds.def, for the names of suites.
#
#   -v from=sslscan  the file of sslscan --xml.  What OpenSSL knows comes first, and then, in a list
#                    of its own, with the names of IANA, what sslscan finds without OpenSSL.
#   -v from=testssl  the file of testssl --csvfile, of the options -p -E -f.  It has no order, and
#                    names the curves of all versions together.
function read_names(file,    line, part)
{
    while ((getline line <file) > 0) {
        if (line ~ /^(SUITE|SUITE_NAME|SSL2_KIND)\(0x/) {
            split(line, part, /[(, "]+/)
            name[part[2]] = line ~ /^SSL2/ ? part[4] : part[3]
        }
    }
    close(file)
}

BEGIN {
    read_names(wire "/suites.def")
    read_names(wire "/ssl2kinds.def")
    version["ssl2"] = version["SSLv2"] = "SSL 2.0"
    version["ssl3"] = version["SSLv3"] = "SSL 3.0"
    version["tls1"] = version["TLS1"] = "TLS 1.0"
    version["tls1_1"] = version["TLS1_1"] = "TLS 1.1"
    version["tls1_2"] = version["TLS1_2"] = "TLS 1.2"
    version["tls1_3"] = version["TLS1_3"] = "TLS 1.3"
    n = split("prime192v1 19 secp224r1 21 secp256k1 22 prime256v1 23 secp384r1 24 secp521r1 25" \
        " brainpoolP256r1 26 brainpoolP384r1 27 brainpoolP512r1 28 X25519 29 X448 30", pair, " ")
    for (i = 1; i < n; i += 2)
        curve[pair[i]] = pair[i + 1]
}

function print_suite(text, id, list)
{
    id = tolower(id)
    printf "{\"version\": \"%s\", \"suite\": \"%s\", \"list\": \"%s\"}\n", text,
        id in name ? name[id] : id, list
}

function print_group(text, id)
{
    printf "{\"version\": \"%s\", \"group\": %d}\n", text, id
}

# value: of an attribute of this line.
function value(key)
{
    match($0, " " key "=\"[^\"]*\"")
    return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4)
}

# number: of the hexadecimal digits after 0x.
function number(text,    i, n)
{
    for (i = 3; i <= length(text); i++)
        n = n * 16 + index("123456789abcdef", tolower(substr(text, i, 1)))
    return n
}

function spelled(text)
{
    sub(/v/, " ", text)
    return text
}

from == "sslscan" && /<protocol / && value("enabled") == 1 {
    printf "{\"accepted\": \"%s %.1f\"}\n", toupper(value("type")), value("version")
}
from == "sslscan" && /<cipher / {
    print_suite(spelled(value("sslversion")), value("id"),
        value("sslversion") != "TLSv1.3" && value("cipher") ~ /^TLS_/ ? "other" : "OpenSSL")
}
from == "sslscan" && /<group / {
    print_group(spelled(value("sslversion")), number(value("id")))
}

from == "testssl" {
    split($0, field, /","/)
    sub(/^"/, "", field[1])
}
from == "testssl" && field[1] in version && field[5] ~ /^(offered|vulnerable)/ {
    printf "{\"accepted\": \"%s\"}\n", version[field[1]]
}
from == "testssl" && field[1] ~ /^cipher-(ssl|tls)/ {
    split(field[1], part, /^cipher-|_x/)
    id = sprintf("%4s", part[3])
    gsub(" ", "0", id)
    print_suite(version[part[2]], "0x" id, "")
}
from == "testssl" && field[1] ~ /FS_ECDHE_curves$/ {
    n = split(field[5], part, " ")
    for (i = 1; i <= n; i++)
        print_group("any", curve[part[i]])
}
