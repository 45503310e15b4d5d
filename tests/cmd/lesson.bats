#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Lessons: the options, and the pages in a real browser, which reports how it shows them.
load kit
load servers

# browse THEME PAGE...: Chromium draws the pages with the width of a phone and of a desktop; THEME
# is light or dark.  For each of the two it writes a line into $out: file, width, whether something
# is wider than the page, sections, SVG drawings, scripts, fetches that the policy refused, images
# that were loaded in spite of it, errors, colour of the background.  The pages run no script: the
# script that measures is in the page around them.
browse() {
    local theme=1 wrapper=$BATS_TEST_TMPDIR/wrapper.html page width home=$BATS_TEST_TMPDIR/home
    [ "$1" = light ] || theme=0
    shift
    {
        echo '<!doctype html><meta charset="utf-8"><pre></pre>'
        for page; do
            for width in 390 1200; do
                echo "<iframe src=\"file://$page\" width=\"$width\" height=\"800\"></iframe>"
            done
        done
        cat <<'END'
<script>
addEventListener('load', () => {
    const wide = e => e.scrollWidth > e.clientWidth;
    document.querySelector('pre').textContent = [...document.querySelectorAll('iframe')].map(f => {
        const d = f.contentDocument, w = f.contentWindow;
        return [f.src.replace(/.*\//, ''), f.width,
            [d.documentElement, ...d.querySelectorAll('figure, pre, table, aside')].some(wide),
            d.querySelectorAll('h2').length, d.querySelectorAll('figure > svg').length,
            d.scripts.length,
            w.performance.getEntriesByType('resource').length + "/" +
                [...d.images].filter(i => i.naturalWidth > 0).length,
            d.querySelectorAll('parsererror').length,
            w.getComputedStyle(d.body).backgroundColor.replace(/ /g, '')].join(' ');
    }).join('\n') + '\nend';
});
</script>
END
    } >"$wrapper"
    : >"$err"
    mkdir -p "$home"
    # Pages from files can read each other; there is no network.
    HOME=$home timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --user-data-dir="$home/profile" --allow-file-access-from-files \
        --host-resolver-rules='MAP * ~NOTFOUND' --blink-settings=preferredColorScheme=$theme \
        --virtual-time-budget=5000 --dump-dom "file://$wrapper" >"$home/dom" 2>"$home/log"
    awk '/<pre>/ { sub(/.*<pre>/, ""); on = 1 } $0 == "end</pre>" { exit } on' "$home/dom" >"$out"
}

# browsed COLOUR LINES DRAWINGS SECTIONS: each page was drawn twice without faults, its background has
# this colour, and it has this number of drawings and at least this number of sections.
browsed() {
    local name width wide sections drawings scripts fetched errors paper num=0
    while read -r name width wide sections drawings scripts fetched errors paper; do
        num=$((num + 1))
        [ "$wide $drawings $scripts $fetched $errors $paper" = "false $3 0 0/0 0 $1" ] &&
            [ "$sections" -ge "$4" ] ||
            show_all "$name at $width"
    done <"$out"
    [ "$num" -eq "$2" ] || show_all "expected: $2 lines"
}

@test "the pages of tests/golden in a browser, light and dark, on a phone and on a desktop" {
    command -v chromium >/dev/null || skip "no chromium"
    status=0
    local connections=("$top_srcdir"/tests/golden/lesson-{13,ecdhe12,hybrid,rsa12}.*.html)
    browse light "${connections[@]}"
    browsed 'rgb(255,255,255)' 16 1 9
    browse dark "${connections[@]}"
    browsed 'rgb(22,24,29)' 16 1 9
    browse light "$top_srcdir"/tests/golden/lesson-chain-*.html
    browsed 'rgb(255,255,255)' 20 0 6
}

@test "faults of a page are noticed" {
    command -v chromium >/dev/null || skip "no chromium"
    local good=$top_srcdir/tests/golden/lesson-13.en.html dir=$BATS_TEST_TMPDIR long
    printf -v long '%0500d' 0
    status=0
    echo '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' >"$dir/other.svg"
    sed "s,</main>,<pre style=\"white-space:pre\">$long</pre></main>," "$good" >"$dir/wide.html"
    sed 's,<meta http-equiv[^>]*>,,; s,</main>,<img src="other.svg"><script></script></main>,' \
        "$good" >"$dir/lax.html"
    sed 's,</main>,<img src="other.svg"></main>,' "$good" >"$dir/strict.html"
    browse light "$dir"/{wide,lax,strict}.html
    out_has '^wide\.html 390 true '
    out_has '^lax\.html 390 false [0-9]+ 1 1 0/1 0 '
    # The page's own policy blocks every fetch that it does not allow.
    out_has '^strict\.html 390 false [0-9]+ 1 0 1/0 0 '
}

# again PATTERN: runs the command with the pattern from the lesson in $out.
again() {
    local line
    line=$(sed -n "s|^      tlsbox \(.*$1.*\)|\1|p" "$out")
    (cd "$BATS_TEST_TMPDIR" && eval "exec \"$TLSBOX\" $line") >"$out.again"
}

@test "the commands of a lesson have the options for judging chains, for decode too" {
    s_server
    hs --lesson
    cp root.pem "$BATS_TEST_TMPDIR"
    again '--pcap'
    again 'decode --roots root.pem trace.pcapng'
    grep -q '^trace.pcapng: OK$' "$out.again"
    cd "$BATS_TEST_TMPDIR" || return
    t decode --lesson --roots=root.pem trace.pcapng
    exits 0
    again 'decode --trace --roots root.pem trace.pcapng'
    grep -q '^trace.pcapng: OK$' "$out.again"
    t decode --lesson --no-verify trace.pcapng
    exits 0
    out_has '^ +tlsbox decode --trace --no-verify trace.pcapng$'
}

@test "--lesson: in the language of the environment, or another" {
    s_server
    hs --lesson
    exits 0
    out_has '^A TLS handshake, step by step: www\.example\.org$'
    out_has '^ 7  The proof: CertificateVerify$'
    out_has '^www\.example\.org: OK$'
    hs --quiet --lesson --lang zh
    exits 0
    out_has '证明：CertificateVerify$'
    LC_ALL='' LC_MESSAGES=zh_CN.UTF-8 LANG=C.UTF-8 LC_CTYPE=C.UTF-8 hs --lesson --tls 1.2
    exits 0
    out_has '前向保密'
    out_has '主密钥'
    # A terminal that cannot show Chinese gets English.
    LC_ALL='' LC_MESSAGES=zh_CN LANG=C hs --lesson
    out_has 'forward secrecy'
    LC_ALL=de_DE.UTF-8 hs --lesson
    out_has 'forward secrecy'
}

@test "--html: a page for its owner alone, of all connections, whole or not at all" {
    local page=$BATS_TEST_TMPDIR/page.html
    s_server
    hs --html "$page" --resume
    exits 0
    out_lacks 'step by step'
    [ "$(stat -c %a "$page")" = 600 ]
    [ "$(grep -c '<h1>' "$page")" -eq 2 ]
    [ "$(grep -c '</html>' "$page")" -eq 1 ]
    grep -q 'were connected before' "$page"
    ! grep -q '<script' "$page"
    hs --html "$page" --lang zh --json
    exits 0
    json .ok true
    grep -q '<html lang="zh">' "$page"
    # The secrets on the page are those of the connection: derive computes the same keys.
    hs --html "$page" --tls 1.2
    sed -n '/<pre>tlsbox derive/,/<\/pre>/p' "$page" | sed 's/<[^>]*>//g; s/\\$//' | tr -d '\n' \
        >"$out.derive"
    read -ra line <<<"$(cat "$out.derive")"
    t "${line[@]:1}" --json
    exits 0
    key=$(jq -r '.steps[] | select(.name == "client_write_key").value' "$out")
    [ ${#key} -eq 32 ]
    grep -q "<code>$key</code>" "$page"
    # The server was not reached: the old page stays.
    cp "$page" "$page.before"
    t handshake --html "$page" 127.0.0.1:1
    exits 4
    cmp "$page" "$page.before"
    t handshake --html "$BATS_TEST_TMPDIR/no/page.html" 127.0.0.1:1
    exits 3
    hs --html /dev/full
    exits 3
}

@test "the lesson of a failed handshake ends at the failure" {
    local page=$BATS_TEST_TMPDIR/page.html
    s_server
    t handshake --connect "127.0.0.1:$port" --roots root.pem --lesson --html "$page" wrong.example.org
    exits 1
    out_has 'It ended here'
    out_has 'This chain must not be trusted: host-mismatch'
    out_lacks 'Now they can exchange data'
    grep -q 'It ended here' "$page"
}

@test "options that exclude each other" {
    t handshake --json --lesson x
    exits 2
    t handshake --lang en x
    exits 2
    t handshake --lesson --lang de x
    exits 2
}

@test "verify --lesson: the chain step by step, after the report, in two languages and as a page" {
    t verify --roots root.pem --host www.example.org --lesson --html "$BATS_TEST_TMPDIR/page" chain.pem
    exits 0
    [ "$(head -n 1 "$out")" = "chain.pem: OK" ]
    out_has '^A certificate and its chain, step by step: www.example.org$'
    out_has '^    Hash of the signed part$'
    out_has 'tlsbox verify --explain --roots root.pem --host www.example.org chain.pem$'
    out_has '^    Every check that was made has passed'
    grep -q 'step by step: www.example.org</h1>' "$BATS_TEST_TMPDIR/page"
    # The hash is that of the bytes that other programs find.
    hash=$(openssl asn1parse -in chain.pem -strparse 4 -noout -out "$BATS_TEST_TMPDIR/tbs" &&
        sha256sum "$BATS_TEST_TMPDIR/tbs" | cut -d' ' -f1)
    out_has "^      $hash\$"
    # The command comes to the same verdict, whatever decided it.
    t verify --roots root.pem --lesson --fail-within 9999 --warn=3 --key leaf.key chain.pem
    exits 1
    out_has "tlsbox verify --explain --roots root.pem --fail-within 9999 --warn 3 --key leaf.key chain.pem$"
    t verify --roots root.pem --lang zh --lesson chain.pem
    out_has '逐步讲解'
    out_has '没有检查：证书是否属于某台主机'
}

@test "verify --lesson: a refused chain, several files, and what excludes each other" {
    t verify --roots root.pem --host other.example --lesson chain.pem
    exits 1
    out_has 'This chain must not be trusted: host-mismatch'
    out_lacks 'in subjectAltName matches'
    t verify --roots other.pem --lesson chain.pem
    exits 1
    out_has 'Signature: not checked, because the program has no certificate'
    t verify --roots root.pem --intermediates sub.pem --html "$BATS_TEST_TMPDIR/page" leaf.pem wild.pem
    exits 0
    out_lacks 'step by step'
    [ "$(grep -c '<h1>' "$BATS_TEST_TMPDIR/page")" -eq 2 ]
    t verify --roots root.pem --lesson --json chain.pem
    exits 2
    err_has '--json and --lesson exclude each other'
    t verify --roots root.pem --lang zh chain.pem
    exits 2
    t verify --roots root.pem --html /nosuch/page chain.pem
    exits 3
    err_has '\[unwritable\]$'
}
