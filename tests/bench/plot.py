# SPDX-License-Identifier: Apache-2.0
"""Draws a comparison as SVG: requests per second of each route as a share of nginx' constant answer."""

import html

import routes

BAR, GAP, LEFT, WIDTH, TOP = 14, 14, 210, 520, 56
COLOURS = {"leida": "#2a6f97", "node": "#b8b8b8", "aimed": "#d1495b"}


def _text(x, y, words, anchor="start", size=12):
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}">{html.escape(words)}</text>'


def _bar(y, share, colour, scale):
    width = share * scale
    label = _text(LEFT + width + 4, y + BAR - 3, f"{100 * share:.0f} %", size=11)
    return f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>{label}'


def _key(x, colour, words):
    return f'<rect x="{x}" y="34" width="12" height="12" fill="{colour}"/>{_text(x + 18, 44, words)}'


def _group(y, figures, share, title, scale):
    """One route: Leida's bar, Node's under it, a line across both at what is aimed at."""
    leida, node = figures
    parts = [_text(LEFT - 8, y + BAR + 3, title, "end"), _bar(y, leida, COLOURS["leida"], scale)]
    if node is not None:
        parts.append(_bar(y + BAR, node, COLOURS["node"], scale))
    x = LEFT + share * scale
    parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 3}" y2="{y + 2 * BAR + 3}" stroke="{COLOURS["aimed"]}" '
                 'stroke-width="2"/>')
    return "".join(parts)


def svg(medians):
    nginx = medians["nginx: constant"]["rps"]
    groups = []
    for name, policy, _, share, _ in routes.ROUTES:
        full = f"{name} ({policy})"
        if f"leida: {full}" not in medians:
            continue
        node = medians.get(f"node: {full}")
        figures = medians[f"leida: {full}"]["rps"] / nginx, node["rps"] / nginx if node else None
        groups.append((figures, share, full))
    longest = max((max(figures[0], share) for figures, share, _ in groups), default=1)
    scale = WIDTH / longest * 0.9
    step = 2 * BAR + GAP
    height = TOP + step * len(groups) + 8
    parts = [_text(12, 22, f"Requests per second as a share of nginx' constant answer ({nginx:,.0f})", size=14),
             _key(12, COLOURS["leida"], "Leida"), _key(90, COLOURS["node"], "the same API in Node"),
             _key(250, COLOURS["aimed"], "aimed at")]
    parts += [_group(TOP + step * place, *group, scale) for place, group in enumerate(groups)]
    head = ('<!-- SPDX-License-Identifier: Apache-2.0 -->\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 40}" height="{height}" '
            'font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>')
    return head + "\n".join(parts) + "</svg>\n"
