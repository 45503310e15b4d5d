#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The reports of scans in Chromium, on a phone's and a desktop's width, light and dark, with all
# details open: nothing scrolls sideways, no text is cut off, no label runs into its bar.
# The pages are those of tests/golden.  The last line is "N agree, N differ".
set -u
top=$(cd "${top_srcdir-.}" && pwd)
command -v chromium >/dev/null || {
    echo "chromium is not installed (./bootstrap deps ci does it)"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
agree=0
differ=0

# Everything is measured when the page has been loaded, which --dump-dom waits for.  Elements
# that only a screen reader finds are left out.
cat >"$work/frame.html" <<'END'
<!doctype html>
<meta charset="utf-8">
<title>not measured</title>
<style>body{margin:0}iframe{border:0;width:WIDTHpx;height:900px}</style>
<iframe src="page.html"></iframe>
<script>
addEventListener('load', () => {
    const frame = document.querySelector('iframe'), page = frame.contentDocument, wrong = [];
    const width = page.scrollingElement.scrollWidth, room = frame.contentWindow.innerWidth;
    if (width > room)
        wrong.push(`the page is ${width} wide, the window ${room}`);
    if (matchMedia('(prefers-color-scheme: dark)').matches != DARK)
        wrong.push('the colours are those of the other scheme');
    const hidden = page.querySelector('thead');
    for (const e of page.querySelectorAll('body *')) {
        if (hidden.contains(e) && getComputedStyle(hidden).position == 'absolute')
            continue;
        const box = e.getBoundingClientRect();
        if (box.right > room + 0.5)
            wrong.push(`<${e.tagName} ${e.className.baseVal ?? e.className}> ends at ${box.right}`);
        if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX != 'visible')
            wrong.push(`<${e.tagName} ${e.className}> is cut off`);
    }
    for (const svg of page.querySelectorAll('svg')) {
        const bar = svg.querySelector('.track').getBBox();
        for (const text of svg.querySelectorAll('text:not(.num)')) {
            if (text.getBBox().x + text.getBBox().width > bar.x)
                wrong.push(`"${text.textContent}" runs into its bar`);
        }
        for (const text of svg.querySelectorAll('.num')) {
            if (text.getBBox().x < bar.x + bar.width)
                wrong.push(`${text.textContent} runs into its bar`);
        }
    }
    document.title = wrong.length == 0 ? 'right' : 'wrong: ' + wrong.slice(0, 3).join('; ');
});
</script>
END

# look PAGE WIDTH light|dark
look()
{
    dark=false
    scheme=1
    if [ "$3" = dark ]; then
        dark=true
        scheme=0
    fi
    sed 's/<details>/<details open>/g' "$top/tests/golden/$1" >"$work/page.html"
    sed "s/WIDTH/$2/; s/DARK/$dark/" "$work/frame.html" >"$work/look.html"
    HOME=$work timeout 120 chromium --headless --no-sandbox --disable-gpu --no-first-run \
        --disable-background-networking --user-data-dir="$work/data" --window-size=1400,1000 \
        --allow-file-access-from-files --blink-settings=preferredColorScheme=$scheme \
        --dump-dom "file://$work/look.html" >"$work/out" 2>"$work/err"
    said=$(sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' "$work/out")
    if [ "$said" = right ]; then
        agree=$((agree + 1))
    else
        differ=$((differ + 1))
        echo "$1, $2 pixels, $3: ${said:-$(tail -n 3 "$work/err")}"
    fi
}

for page in scan-report.en.html scan-report.zh.html; do
    for width in 360 1280; do
        look $page $width light
        look $page $width dark
    done
done
echo "$agree agree, $differ differ"
[ "$differ" = 0 ]
