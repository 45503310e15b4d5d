# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the tests of `verify --batch`, after `load kit`.

# Options with which all runs give the same results.
# shellcheck disable=SC2034
fixed=(--roots root.pem --at "@$(($(date +%s) + 3600))")

# batch_requests N: N good requests, with the ids 1 to N; the host of every tenth is another one.
batch_requests() {
    local leaf sub
    leaf=$(base64 -w 0 leaf.der)
    sub=$(openssl x509 -in sub.pem -outform DER | base64 -w 0)
    awk -v n="$1" -v leaf="$leaf" -v ca="$sub" 'BEGIN {
        for (i = 1; i <= n; i++)
            printf "{\"id\": %d, \"chain\": [\"%s\", \"%s\"], \"host\": \"%s.example.org\"}\n",
                i, leaf, ca, i % 10 == 0 ? "mail" : "www"
    }'
}
