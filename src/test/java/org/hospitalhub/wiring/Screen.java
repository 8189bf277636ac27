package org.hospitalhub.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a terminal as the command line uses: it wraps or cuts at its last column, goes back, erases to the end of a row. */
final class Screen {

    private static final Pattern PART = Pattern.compile("\u001b\\[(\\??[\\d;]*)([A-Za-z])|(.)", Pattern.DOTALL);

    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean wraps = true;

    Screen(int columns) {
        this.columns = columns;
    }

    Screen show(String output) {
        Matcher part = PART.matcher(output);
        while (part.find()) {
            if (part.group(3) != null) {
                put(part.group(3).charAt(0));
            } else if (part.group(2).equals("K")) {
                rows.get(row).setLength(Math.min(rows.get(row).length(), Math.min(column, columns - 1)));
            } else if (part.group(1).equals("?7")) {
                wraps = part.group(2).equals("h");
            }
        }
        return this;
    }

    private void put(char sign) {
        if (sign == '\r') {
            column = 0;
        } else if (sign == '\n') {
            down();
        } else {
            if (column == columns) {
                column = wraps ? 0 : columns - 1;
                if (wraps) {
                    down();
                }
            }
            StringBuilder here = rows.get(row);
            here.append(" ".repeat(Math.max(0, column + 1 - here.length())));
            here.setCharAt(column++, sign);
        }
    }

    private void down() {
        row++;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    /** The rows that hold something. */
    List<String> rows() {
        return rows.stream()
                .map(text -> text.toString().stripTrailing())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
