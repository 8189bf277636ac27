package org.hospitalhub.ehealth;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/**
 * The Latin spelling that eHealth compares numbers of passports by (eHealth contract §5.2): Ukraine's romanization of 2010
 * letter by letter, then upper case.
 *
 * <p>It is not a look-alike: Cyrillic В is V and С is S. Capitals and small letters of Є, Ї, Й, Ю, Я differ (YE, but IE), as in
 * the service's own table.
 */
final class Romanization {

    private static final String[] SMALL = "є ї й ю я".split(" ");
    private static final String[] SMALL_LATIN = "IE I I IU IA".split(" ");
    private static final String[] CAPITAL =
            "А Б В Г Ґ Д Е Є Ж З И І Ї Й К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ю Я".split(" ");
    private static final String[] LATIN =
            "A B V H G D E YE ZH Z Y I YI Y K L M N O P R S T U F KH TS CH SH SHCH YU YA".split(" ");
    private static final Pattern ZGH = Pattern.compile("^([ЗZ])Г");

    private Romanization() {}

    /** Returns the text in Latin capitals; letters that the service does not know stay. */
    static String of(String text) {
        String capital = StringUtils.replaceEach(text, SMALL, SMALL_LATIN).toUpperCase(Locale.ROOT);
        String heard = capital.replaceAll("['Ь]", "");
        return StringUtils.replaceEach(ZGH.matcher(heard).replaceFirst("$1GH"), CAPITAL, LATIN);
    }
}
