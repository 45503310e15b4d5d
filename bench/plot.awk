# SPDX-License-Identifier: GPL-3.0-or-later
# Draws what chains.sh measured as an SVG: chains per second of all contenders, and the curves.

function text(x, y, anchor, size, string) {
    printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n", x, y,
        anchor, size, string
}
function line(x1, y1, x2, y2, color) {
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
        x1, y1, x2, y2, color
}
function log10(x) { return log(x) / log(10) }

# bars_of: a bar for each contender of a set, in proportion to the fastest.
function bars_of(set, x, y, title,    i, who, widest, w) {
    text(x, y, "start", 15, title)
    for (i = 1; i <= num_names; i++)
        if ((set, names[i]) in us && 1e6 / us[set, names[i]] > widest)
            widest = 1e6 / us[set, names[i]]
    for (i = 1; i <= num_names; i++) {
        who = names[i]
        if (!((set, who) in us))
            continue
        y += 24
        w = 190 * (1e6 / us[set, who]) / widest
        text(x + 130, y, "end", 12, labels[who])
        printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>\n", x + 138,
            y - 12, w, colors[who]
        text(x + 144 + w, y, "start", 12, sprintf("%.0f", 1e6 / us[set, who]))
    }
}

# frame: axes of a curve with powers of ten from 10^low to 10^high upwards.
function frame(x, y, title, low, high,    p, at) {
    text(x, y - 14, "start", 15, title)
    for (p = low; p <= high; p++) {
        at = y + HEIGHT - HEIGHT * (p - low) / (high - low)
        line(x + 50, at, x + 50 + WIDTH, at, "#8888")
        text(x + 44, at + 4, "end", 12, sprintf("%d", 10 ^ p))
    }
}
# curve: the points of one contender; `what` is the prefix of the sets, values their numbers.
function curve(x, y, what, values, who, low, high,    list, n, i, px, py, points, rate) {
    n = split(values, list, " ")
    for (i = 1; i <= n; i++) {
        rate = rate_of(what, list[i], who)
        if (!rate)
            continue
        px = x + 50 + WIDTH * (log10(list[i]) - log10(list[1])) / (log10(list[n]) - log10(list[1]))
        py = y + HEIGHT - HEIGHT * (log10(rate) - low) / (high - low)
        points = points sprintf("%.1f,%.1f ", px, py)
        if (who == "ours" || who == 1)
            text(px, y + HEIGHT + 18, "middle", 12, list[i])
    }
    printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points,
        colors[who]
}
function rate_of(what, value, who) {
    if (what == "memory")
        return peak["chains-" value "-" who] / 1024
    if (what == "chains")
        return ("chains-" value "-" who) in clock ? value * 1e6 / clock["chains-" value "-" who] : 0
    return 1e6 / us[what "-" value, who]
}

FILENAME == "bars" || FILENAME == "curves" { us[$1, $2] = $3 }
FILENAME == "processes" { clock[$1] = $3; peak[$1] = $4 }

END {
    WIDTH = 290; HEIGHT = 170
    num_names = split("ours batch libcrypto-each libcrypto-issuers libcrypto-kept GnuTLS Go", names)
    split("ours,--batch,libcrypto,… keeps issuers,… keeps all,GnuTLS,Go", shown, ",")
    split("#2563eb #60a5fa #d97706 #f59e0b #fbbf24 #059669 #7c3aed", palette)
    for (i = 1; i <= num_names; i++) {
        labels[names[i]] = shown[i]
        colors[names[i]] = palette[i]
    }
    colors[1] = colors["batch"]; colors[2] = colors["ours"]
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 760\" font-family=\"sans-serif\">"
    print "<rect width=\"800\" height=\"760\" fill=\"#fff\"/>"
    bars_of("mixed", 20, 30, "Chains per second: RSA-2048, P-256, P-384")
    bars_of("without-P-384", 420, 30, "… RSA-2048 and P-256 alone")
    frame(20, 270, "Chains per second by names in each certificate", 2, 5)
    frame(420, 270, "… by roots in the bundle", 2, 5)
    for (i = 1; i <= num_names; i++) {
        if (!(("names-1", names[i]) in us))
            continue
        curve(20, 270, "names", "1 10 100 1000", names[i], 2, 5)
        curve(420, 270, "roots", "1 10 150 1000", names[i], 2, 5)
    }
    frame(20, 540, "… by chains in one run of verify --batch", 3, 6)
    frame(420, 540, "Its peak memory in MiB", 0, 2)
    for (jobs = 1; jobs <= 2; jobs++) {
        curve(20, 540, "chains", "1000 10000 100000 1000000", jobs, 3, 6)
        curve(420, 540, "memory", "1000 10000 100000 1000000", jobs, 0, 2)
    }
    text(70, 750, "start", 12, "dark blue: 2 threads; light blue: 1 thread")
    print "</svg>"
}
