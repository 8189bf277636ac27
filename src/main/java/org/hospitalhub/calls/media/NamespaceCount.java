package org.hospitalhub.calls.media;

/** Counts the namespace declarations of each tag of an XML text, in one pass and without a parser. */
final class NamespaceCount {

    private final String text;

    private NamespaceCount(String text) {
        this.text = text;
    }

    /** Returns whether a tag has more declarations than this. */
    static boolean exceeds(int most, String text) {
        return new NamespaceCount(text).exceeds(most);
    }

    private boolean exceeds(int most) {
        int at = text.indexOf('<');
        while (at >= 0) {
            int end;
            if (text.startsWith("<!--", at)) {
                end = text.indexOf("-->", at + 4);
            } else if (text.startsWith("<![CDATA[", at)) {
                end = text.indexOf("]]>", at);
            } else if (text.startsWith("<?", at)) {
                end = text.indexOf("?>", at);
            } else {
                end = endOfTag(at, most);
                if (end == text.length()) {
                    return true;
                }
            }
            at = end < 0 ? -1 : text.indexOf('<', end);
        }
        return false;
    }

    /** Returns where a tag ends, −1 when it does not, the length of the text when it has too many declarations. */
    private int endOfTag(int begin, int most) {
        int declarations = 0;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '>') {
                return i;
            }
            if (c == '"' || c == '\'') {
                i = text.indexOf(c, i + 1);
                if (i < 0) {
                    return -1;
                }
            } else if (c == 'x' && text.startsWith("xmlns", i) && ++declarations > most) {
                return text.length();
            }
        }
        return -1;
    }
}
