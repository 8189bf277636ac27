package org.hospitalhub.wiring;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Random;

/**
 * An order that a {@link HospitalSystem} sends.
 *
 * @param number counts the orders that ask for the same
 */
record SentOrder(Asked asked, int number, String payload) {

    static final String FAMILY = "Секретнов";
    static final String INSURANCE_NUMBER = "1234567881";
    /** Contracts begin this year or the next, each on a day of its own. */
    static final int MOST_CONTRACTS = 300;

    static final String PATIENT = "7075e0e2-6b57-47fd-aff7-324806efa7e5";

    private static final LocalDate TODAY = LocalDate.now(Clock.systemUTC());

    /** What the orders ask for; half of them are for N3. */
    enum Asked {
        SNILS("n3.snils"),
        SUBMISSION("nhif.submission"),
        QUERY("nhif.query"),
        CONTRACT("ehealth.capitation-contract-request"),
        PRESCRIPTION("ecard.prescription"),
        SIGNED("signed-request.encounter-package");

        final String operation;

        Asked(String operation) {
            this.operation = operation;
        }

        static Asked any(Random random) {
            return random.nextInt(5) < 2 ? SNILS : values()[random.nextInt(values().length)];
        }
    }

    static SentOrder of(Asked asked, int number) {
        return new SentOrder(
                asked,
                number,
                switch (asked) {
                    case SNILS -> Patients.json(FAMILY, number);
                    case SUBMISSION -> nhif("\"body\":{\"document\":{\"number\":\"%d\"}}", number);
                    case QUERY -> nhif("\"parameters\":[\"%d\"]", number);
                    case CONTRACT -> contract(number);
                    case PRESCRIPTION -> prescription(number);
                    case SIGNED ->
                        "{\"patient_id\":\"" + PATIENT + "\",\"content\":{\"encounter\":{\"id\":"
                                + "\"90a9e15b-b71b-4caf-8f2e-000000000001\",\"status\":\"finished\"},\"conditions\":[]}}";
                });
    }

    String key() {
        return asked.operation + "-" + number;
    }

    /** The service of NHIF that this order alone calls. */
    String nhifService() {
        return "S%06d".formatted(number);
    }

    /** The day of the contract that this order alone has; requests for the same day would end each other. */
    private static LocalDate day(int number) {
        return TODAY.plusDays(7 + number);
    }

    String day() {
        return day(number).toString();
    }

    /** Every other prescription is one that eCard rejects. */
    boolean rejected() {
        return asked == Asked.PRESCRIPTION && number % 2 == 1;
    }

    private static String nhif(String rest, int number) {
        return "{\"module\":\"pspsmi\",\"version\":\"v1.2\",\"service\":\"S%06d\",".formatted(number)
                + rest.formatted(number) + "}";
    }

    private static String prescription(int number) {
        return number % 2 == 1
                ? "{\"insuranceNumber\":\"2001001002\",\"date\":\"2026-11-02\",\"items\":[{\"drugCode\":\"A000017\",\"quantity\":90}]}"
                : "{\"insuranceNumber\":\"" + INSURANCE_NUMBER
                        + "\",\"date\":\"2026-11-02\",\"items\":[{\"drugCode\":\"A000017\",\"quantity\":2,\"dosage\":\"1-0-1\"},"
                        + "{\"drugCode\":\"B000042\",\"quantity\":1}]}";
    }

    private static String contract(int number) {
        String pdf = Base64.getEncoder().encodeToString(("%PDF-1.4 " + number).getBytes(StandardCharsets.UTF_8));
        return """
                {"signer":"clinic-owner","legal_entity":"clinic","contract":{\
                "contractor_owner_id":"000000c1-0000-4000-8000-000000000001","contractor_base":"на підставі статуту",\
                "id_form":"PMD_1","contractor_divisions":["000000d1-0000-4000-8000-000000000001"],\
                "start_date":"%1$s","end_date":"%1$s",\
                "contractor_payment_details":{"bank_name":"Банк Зразковий","payer_account":"UA%2$s"}},\
                "documents":{"statute":{"base64":"%3$s"},"additional_document":{"base64":"%3$s"}}}""".formatted(day(number), "1".repeat(27), pdf);
    }
}
