package org.hospitalhub.sandbox.n3;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The answers of the simulated registers. They are computed from the person alone, so that a test can compute the expected answer
 * (docs/sandbox.md).
 */
public final class ExpectedAnswers {

    /** The first account number that has a check number (docs/contracts/n3.md A5: only above 001-001-998). */
    private static final long FIRST_ACCOUNT = 1_001_999;

    private static final long LAST_ACCOUNT = 999_999_999;
    private static final LocalDate FIRST_POLICY = LocalDate.of(2011, 5, 1);
    private static final int POLICY_DAYS = 4_000;

    /** Code and OKATO of the regions of policies. */
    private static final List<Region> REGIONS = List.of(
            new Region("77", "45000"),
            new Region("78", "40000"),
            new Region("50", "46000"),
            new Region("26", "07000"),
            new Region("66", "65000"),
            new Region("16", "92000"),
            new Region("54", "50000"),
            new Region("86", "71100"));

    private ExpectedAnswers() {}

    private record Region(String subject, String okato) {}

    /** A policy as in the answer. */
    public record Policy(String number, String region, String insuranceOrganization, LocalDate startDate) {}

    /** Returns the person's SNILS, 11 digits with a valid check number; depends on names, birth date and gender. */
    public static String snils(Person person) {
        long account = FIRST_ACCOUNT
                + Long.remainderUnsigned(
                        hash("snils|" + person.key() + "|" + person.gender()), LAST_ACCOUNT - FIRST_ACCOUNT + 1);
        return snils(account);
    }

    private static String snils(long account) {
        String digits = String.format("%09d", account);
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (9 - i) * (digits.charAt(i) - '0');
        }
        return digits + String.format("%02d", sum % 101 % 100);
    }

    /** Returns the person's policy; depends on names and birth date. A patronymic that ends in А counts as a woman's. */
    public static Policy policy(Person person) {
        long hash = hash("policy|" + person.key());
        Region region = REGIONS.get((int) Long.remainderUnsigned(hash, REGIONS.size()));
        long serial = Long.remainderUnsigned(hash >>> 3, 100_000);
        String body = region.subject + birth(person) + String.format("%05d", serial);
        LocalDate start = FIRST_POLICY.plusDays(Long.remainderUnsigned(hash >>> 4, POLICY_DAYS));
        return new Policy(
                body + mod10(body),
                region.okato,
                "ФИЛИАЛ ООО \"УСЛОВНАЯ МЕДИЦИНСКАЯ СТРАХОВАЯ\" В РЕГИОНЕ " + region.subject,
                start.isBefore(person.birthDate()) ? person.birthDate() : start);
    }

    /**
     * Returns positions 3 to 10 of the number: month, year backwards and day, each digit subtracted from nine
     * (docs/contracts/n3.md A6).
     */
    private static String birth(Person person) {
        LocalDate date = person.birthDate();
        int offset = date.getYear() <= 1950 ? 20 : date.getYear() <= 2000 ? 40 : 0;
        int day = date.getDayOfMonth() + (person.patronymic().endsWith("А") ? 0 : 50);
        String year = new StringBuilder(String.format("%04d", date.getYear()))
                .reverse()
                .toString();
        String plain = String.format("%02d", date.getMonthValue() + offset) + year + String.format("%02d", day);
        StringBuilder nines = new StringBuilder();
        plain.chars().forEach(digit -> nines.append('9' - digit));
        return nines.toString();
    }

    /** Returns the check digit Mod10 of ISO/HL7 27931 over 15 digits; the same as Luhn's. */
    private static int mod10(String body) {
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            int digit = body.charAt(body.length() - 1 - i) - '0';
            int weighed = i % 2 == 0 ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return (10 - sum % 10) % 10;
    }

    /** Returns the first eight bytes of SHA-256 over the UTF-8 text, big-endian, unsigned. */
    private static long hash(String text) {
        return ByteBuffer.wrap(DigestUtils.sha256(text)).getLong();
    }
}
