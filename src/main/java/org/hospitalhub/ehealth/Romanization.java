package org.hospitalhub.ehealth;

import java.util.Locale;
import java.util.Map;

/**
 * The Latin spelling that eHealth compares numbers of passports by (eHealth contract §5.2): Ukraine's romanization of 2010
 * letter by letter, then upper case.
 *
 * <p>It is not a look-alike: Cyrillic В is V and С is S. Capitals and small letters of Є, Ї, Й, Ю, Я differ (YE, but IE), as in
 * the service's own table.
 */
final class Romanization {

    private static final Map<Character, String> SMALL = Map.of(
            'є', "IE",
            'ї', "I",
            'й', "I",
            'ю', "IU",
            'я', "IA");
    private static final Map<Character, String> CAPITAL = Map.ofEntries(
            Map.entry('А', "A"),
            Map.entry('Б', "B"),
            Map.entry('В', "V"),
            Map.entry('Г', "H"),
            Map.entry('Ґ', "G"),
            Map.entry('Д', "D"),
            Map.entry('Е', "E"),
            Map.entry('Є', "YE"),
            Map.entry('Ж', "ZH"),
            Map.entry('З', "Z"),
            Map.entry('И', "Y"),
            Map.entry('І', "I"),
            Map.entry('Ї', "YI"),
            Map.entry('Й', "Y"),
            Map.entry('К', "K"),
            Map.entry('Л', "L"),
            Map.entry('М', "M"),
            Map.entry('Н', "N"),
            Map.entry('О', "O"),
            Map.entry('П', "P"),
            Map.entry('Р', "R"),
            Map.entry('С', "S"),
            Map.entry('Т', "T"),
            Map.entry('У', "U"),
            Map.entry('Ф', "F"),
            Map.entry('Х', "KH"),
            Map.entry('Ц', "TS"),
            Map.entry('Ч', "CH"),
            Map.entry('Ш', "SH"),
            Map.entry('Щ', "SHCH"),
            Map.entry('Ь', ""),
            Map.entry('Ю', "YU"),
            Map.entry('Я', "YA"),
            Map.entry('\'', ""));

    private Romanization() {}

    /** Returns the text in Latin capitals; letters that the service does not know stay. */
    static String of(String text) {
        StringBuilder latin = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            char capital = Character.toUpperCase(letter);
            String known = SMALL.getOrDefault(letter, CAPITAL.get(capital));
            // Зг is Zgh, so that it is not read as Zh; the service knows it at the beginning only.
            boolean zgh = capital == 'Г' && latin.toString().equals("Z");
            latin.append(zgh ? "GH" : known == null ? String.valueOf(letter) : known);
        }
        return latin.toString().toUpperCase(Locale.ROOT);
    }
}
