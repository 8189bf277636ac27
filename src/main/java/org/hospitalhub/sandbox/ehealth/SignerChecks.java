package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Compares the certificate's person and organisation with the registry's (eHealth contract §5.2). */
final class SignerChecks {

    private static final Pattern EDRPOU = Pattern.compile("^[0-9]{8,10}$");
    private static final Pattern DRFO =
            Pattern.compile("^([0-9]{9,10}|[А-ЯҐЄІЇ]{2}[0-9]{6})$", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** Latin letters for Ukrainian ones, so that a passport number compares equal in both scripts. */
    private static final Map<Character, String> LATIN = Map.ofEntries(
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
            Map.entry('Я', "YA"));

    /** Small letters that are not spelt as their capitals. */
    private static final Map<Character, String> SMALL = Map.of('є', "ie", 'ї', "i", 'й', "i", 'ю', "iu", 'я', "ia");

    private SignerChecks() {}

    /** The signer is the user: the certificate's DRFO is the party's tax number. */
    static void requireUser(Signer signer, JsonNode party) {
        if (signer.drfo().isEmpty()) {
            throw ServiceErrorException.unprocessable("Invalid drfo");
        }
        if (!sameDrfo(signer.drfo(), Json.text(party, "tax_id"))) {
            throw ServiceErrorException.unprocessable("Does not match the signer drfo");
        }
    }

    /** The signer acts for the legal entity: EDRPOU if the certificate has one, else DRFO. */
    static void requireLegalEntity(Signer signer, JsonNode legalEntity) {
        String wanted = Json.text(legalEntity, "edrpou");
        if (!signer.edrpou().isEmpty()) {
            if (!signer.edrpou().equals(wanted) || !EDRPOU.matcher(wanted).matches()) {
                throw refused(Violation.inclusion("$.edrpou", "EDRPOU does not match legal_entity edrpou"));
            }
        } else if (signer.drfo().isEmpty()) {
            throw refused(Violation.invalid("$.data.signatures", "EDRPOU and DRFO is empty in digital sign"));
        } else if (!sameDrfo(signer.drfo(), wanted) || !DRFO.matcher(wanted).matches()) {
            throw refused(Violation.inclusion("$.drfo", "DRFO does not match signer drfo"));
        }
    }

    /** The certificate's surname is the party's, whatever the case. */
    static void requireSurname(Signer signer, JsonNode party) {
        if (signer.surname().isEmpty()) {
            throw refused(Violation.invalid("$.surname", "Signer surname is not exist in sign info"));
        }
        if (!upper(signer.surname()).equals(upper(Json.text(party, "last_name")))) {
            throw refused(
                    Violation.invalid("$.last_name", "Signer surname does not match with current user last_name"));
        }
    }

    static boolean sameDrfo(String certificate, String wanted) {
        String number = certificate.replace(" ", "");
        return !wanted.isEmpty() && (number.equals(wanted) || latin(number).equals(latin(wanted)));
    }

    private static String latin(String text) {
        StringBuilder latin = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            String small = SMALL.get(letter);
            String any = LATIN.getOrDefault(Character.toUpperCase(letter), String.valueOf(letter));
            latin.append(small == null ? any : small);
        }
        return upper(latin.toString());
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static ServiceErrorException refused(Violation violation) {
        return ServiceErrorException.invalid(List.of(violation));
    }
}
