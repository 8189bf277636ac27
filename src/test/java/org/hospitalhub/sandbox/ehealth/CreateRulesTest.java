package org.hospitalhub.sandbox.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of cases: every rule of the description and its boundary, over HTTP, with real signatures. Today is 2026-06-15. */
class CreateRulesTest {

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        sandbox = new RunningSandbox(data);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
    }

    interface Change {
        void make(Attempt attempt) throws Exception;
    }

    /** @param who the shipped owner who signs and asks */
    record Case(String name, String who, Change change, int status, String path, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case ok(String name, String who, Change change) {
        return new Case(name, who, change, 201, "", "");
    }

    private static Case no(String name, String who, Change change, DescribedRule rule, Object... expected) {
        String path = rule.path();
        return no(
                name,
                who,
                change,
                rule.status(),
                path.contains("%d") ? String.format(path, expected) : path,
                String.format(rule.message(), expected));
    }

    private static Case no(String name, String who, Change change, int status, String path, String message) {
        return new Case(name, who, change, status, path, message);
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        gateway(all);
        legalEntityTypes(all);
        previousRequests(all);
        divisions(all);
        startDates(all);
        endDates(all);
        owners(all);
        contractNumbers(all);
        prolongations(all);
        paymentsAndForms(all);
        activeContracts(all);
        externalContractors(all);
        programs(all);
        schema(all);
        documents(all);
        return all.stream();
    }

    private static void gateway(List<Case> all) {
        all.add(ok("capitation as it should be", "clinic", a -> {}));
        all.add(ok("reimbursement as it should be", "pharmacy", a -> {}));
        all.add(no(
                "auth 1: unknown token",
                "clinic",
                a -> a.headers.put("Authorization", "Bearer nobody"),
                DescribedRule.AUTH_1));
        all.add(no(
                "auth 1: token expired now",
                "clinic",
                a -> token(a).put("expires_at", 1781517600L),
                DescribedRule.AUTH_1));
        all.add(ok("auth 1: token lives one more second", "clinic", a -> token(a).put("expires_at", 1781517601L)));
        all.add(no(
                "auth 2: scope missing",
                "clinic",
                a -> token(a).put("scope", "contract_request:read"),
                DescribedRule.AUTH_2,
                "contract_request:create"));
        all.add(no(
                "auth 2: literal 401 by switch",
                "clinic",
                a -> {
                    token(a).put("scope", "contract_request:read");
                    a.settings.put("missing_scope_status", 401);
                },
                DescribedRule.AUTH_1));
        all.add(no(
                "no bearer",
                "clinic",
                a -> a.headers.remove("Authorization"),
                401,
                "",
                "Authorization header is not set or doesn't contain Bearer token"));
        all.add(no("no api key", "clinic", a -> a.headers.remove("API-key"), 401, "", "API-KEY header required"));
        all.add(no("wrong api key", "clinic", a -> a.headers.put("API-key", "other"), 401, "", "Invalid api key"));
        all.add(no("wrong psk", "clinic", a -> a.headers.put("X-Custom-PSK", "00"), DescribedRule.AUTH_1));
        all.add(no("client blocked", "clinic", a -> client(a).put("is_blocked", true), DescribedRule.CLIENT_BLOCKED));
        all.add(no(
                "client not active",
                "clinic",
                a -> client(a).put("is_active", false),
                DescribedRule.CLIENT_NOT_ACTIVE));
        all.add(no(
                "auth 3: unverified since a day too few",
                "clinic",
                a -> unverified(a, "2026-05-17T23:00:00Z"),
                DescribedRule.AUTH_3));
        all.add(ok("auth 3: unverified for just the days", "clinic", a -> unverified(a, "2026-05-16T23:00:00Z")));
        all.add(ok("auth 3: the parameter is off", "clinic", a -> {
            unverified(a, "2026-06-14T00:00:00Z");
            ((ObjectNode) a.registry.get("parameters")).put("BLOCK_UNVERIFIED_PARTY_USERS", false);
        }));
        all.add(ok("auth 3: verification needed is not unverified", "clinic", a -> {
            unverified(a, "2026-06-14T00:00:00Z");
            a.row("parties", Attempt.party(1)).put("verification_status", "VERIFICATION_NEEDED");
        }));
        all.add(ok("auth 3: time of grace by switch", "clinic", a -> {
            unverified(a, "2026-06-14T00:00:00Z");
            a.settings.put("party_rule", "grace");
        }));
        all.add(no(
                "auth 3: grace is over",
                "clinic",
                a -> {
                    unverified(a, "2026-05-01T00:00:00Z");
                    a.settings.put("party_rule", "grace");
                },
                DescribedRule.AUTH_3));
        all.add(no(
                "legal entity unknown",
                "clinic",
                a -> a.row("legal_entities", Attempt.legalEntity(1)).put("id", Attempt.legalEntity(99)),
                404,
                "",
                "LegalEntity not found"));
    }

    private static ObjectNode token(Attempt attempt) {
        return (ObjectNode) attempt.registry.get("tokens").get(0);
    }

    private static ObjectNode client(Attempt attempt) {
        return (ObjectNode) attempt.registry.get("clients").get(0);
    }

    private static void unverified(Attempt attempt, String since) {
        ((ObjectNode) attempt.registry.get("parameters")).put("BLOCK_UNVERIFIED_PARTY_USERS", true);
        attempt.row("parties", Attempt.party(1))
                .put("verification_status", "NOT_VERIFIED")
                .put("updated_at", since);
    }

    private static void legalEntityTypes(List<Case> all) {
        for (String type : List.of("MSP", "PRIMARY_CARE")) {
            all.add(ok("rule 1: " + type + " may ask for capitation", "clinic", a -> entity(a, 1)
                    .put("type", type)));
            all.add(no(
                    "rule 1: " + type + " asks for reimbursement",
                    "pharmacy",
                    a -> entity(a, 2).put("type", type),
                    DescribedRule.RULE_1,
                    "REIMBURSEMENT",
                    type));
        }
        for (String type :
                List.of("PHARMACY", "MSP_PHARMACY", "OUTPATIENT", "EMERGENCY", "MSP_LIMITED", "NHS", "MIS")) {
            all.add(no(
                    "rule 1: " + type + " asks for capitation",
                    "clinic",
                    a -> entity(a, 1).put("type", type),
                    DescribedRule.RULE_1,
                    "CAPITATION",
                    type));
        }
        all.add(no(
                "rule 1: MSP_PHARMACY asks for reimbursement",
                "pharmacy",
                a -> entity(a, 2).put("type", "MSP_PHARMACY"),
                DescribedRule.RULE_1,
                "REIMBURSEMENT",
                "MSP_PHARMACY"));
        all.add(no(
                "rule 1 comes before the schema",
                "pharmacy",
                a -> {
                    entity(a, 2).put("type", "MSP");
                    a.content.remove("consent_text");
                },
                DescribedRule.RULE_1,
                "REIMBURSEMENT",
                "MSP"));
    }

    private static ObjectNode entity(Attempt attempt, int n) {
        return attempt.row("legal_entities", Attempt.legalEntity(n));
    }

    private static void previousRequests(List<Case> all) {
        all.add(no(
                "rule 2.a: unknown",
                "clinic",
                a -> a.content.put("previous_request_id", Attempt.request(99)),
                DescribedRule.RULE_2_A));
        all.add(no(
                "rule 2.b: signed",
                "fop",
                a -> a.content.put("previous_request_id", Attempt.request(7)),
                DescribedRule.RULE_2_B));
        all.add(no(
                "rule 2.b: signed comes before foreign",
                "clinic",
                a -> a.content.put("previous_request_id", Attempt.request(7)),
                DescribedRule.RULE_2_B));
        all.add(ok(
                "rule 2.b: terminated is good", "fop", a -> a.content.put("previous_request_id", Attempt.request(8))));
        all.add(no(
                "rule 2.c: foreign",
                "clinic",
                a -> a.content.put("previous_request_id", Attempt.request(1)),
                DescribedRule.RULE_2_C));
        all.add(no("rule 2.d: other form", "pharmacy", a -> previous(a, "ND_1"), DescribedRule.RULE_2_D));
        all.add(ok("rule 2.d: same form", "pharmacy", a -> previous(a, "PMD_1")));
    }

    private static void previous(Attempt attempt, String idForm) {
        attempt.add("contract_requests")
                .put("id", Attempt.request(50))
                .put("contract_type", "REIMBURSEMENT")
                .put("id_form", idForm)
                .put("status", "DECLINED")
                .put("contractor_legal_entity_id", Attempt.legalEntity(2))
                .put("start_date", "2026-01-01")
                .put("end_date", "2026-12-31");
        attempt.content.put("previous_request_id", Attempt.request(50));
    }

    private static void divisions(List<Case> all) {
        all.add(ok("rule 3.a: two of its own", "clinic", a -> a.content
                .withArray("contractor_divisions")
                .add(Attempt.division(2))));
        all.add(no(
                "rule 3.a.i: inactive",
                "clinic",
                a -> a.content.withArray("contractor_divisions").add(Attempt.division(3)),
                DescribedRule.RULE_3_A_1,
                1));
        all.add(no(
                "rule 3.a.i: foreign",
                "clinic",
                a -> a.content.putArray("contractor_divisions").add(Attempt.division(6)),
                DescribedRule.RULE_3_A_1,
                0));
        all.add(no(
                "rule 3.a.i: unknown",
                "clinic",
                a -> a.content.putArray("contractor_divisions").add(Attempt.division(99)),
                DescribedRule.RULE_3_A_1,
                0));
        all.add(no(
                "rule 3.a.i: plain array paths by switch",
                "clinic",
                a -> {
                    a.settings.put("array_paths", "plain");
                    a.content.putArray("contractor_divisions").add(Attempt.division(99));
                },
                422,
                "$.contractor_divisions[0]",
                DescribedRule.RULE_3_A_1.message()));
        all.add(no(
                "rule 3.a.ii: twice",
                "clinic",
                a -> a.content.withArray("contractor_divisions").add(Attempt.division(1)),
                DescribedRule.RULE_3_A_2));
        all.add(no(
                "rule 3.b: reimbursement has no divisions",
                "pharmacy",
                a -> a.content.putArray("contractor_divisions").add(Attempt.division(4)),
                DescribedRule.RULE_3_B));
    }

    private static void startDates(List<Case> all) {
        for (String date :
                List.of("01.07.2026", "2026-13-01", "26-07-01", "2026-7-1", "tomorrow", "2026-07-01T00:00:00Z", "")) {
            if (!date.isEmpty()) {
                all.add(no(
                        "rule 4.a: " + date,
                        "clinic",
                        a -> a.content.put("start_date", date),
                        DescribedRule.RULE_4_A,
                        date));
            }
        }
        for (String date : List.of("2026-02-30", "2027-02-29", "20260701", "2026-W27", "2026-182", "2026")) {
            all.add(no(
                    "rule 4.a: not an existing date " + date,
                    "clinic",
                    a -> a.content.put("start_date", date),
                    422,
                    "$.start_date",
                    "expected \"" + date + "\" to be an existing date"));
        }
        all.add(no("rule 4.b: last year", "clinic", a -> dates(a, "2025-12-31", "2026-12-01"), DescribedRule.RULE_4_B));
        all.add(ok("rule 4.b: first day of this year", "clinic", a -> dates(a, "2026-01-01", "2026-12-31")));
        all.add(ok("rule 4.b: last day of the next year", "clinic", a -> dates(a, "2027-12-31", "2028-12-30")));
        all.add(no(
                "rule 4.b: the year after the next",
                "clinic",
                a -> dates(a, "2028-01-01", "2028-12-31"),
                DescribedRule.RULE_4_B));
        all.add(no("no start date", "clinic", a -> a.content.remove("start_date"), DescribedRule.RULE_4_EMPTY));
    }

    private static void dates(Attempt attempt, String start, String end) {
        attempt.content.put("start_date", start).put("end_date", end);
    }

    private static void endDates(List<Case> all) {
        all.add(no(
                "rule 5.a: no date",
                "clinic",
                a -> a.content.put("end_date", "31/12/2026"),
                DescribedRule.RULE_5_A,
                "31/12/2026"));
        all.add(no(
                "rule 5.a: does not exist",
                "clinic",
                a -> a.content.put("end_date", "2026-11-31"),
                422,
                "$.end_date",
                "expected \"2026-11-31\" to be an existing date"));
        all.add(ok("rule 5.b: the end may lie in the next year", "clinic", a -> dates(a, "2026-07-01", "2027-06-30")));
        all.add(no(
                "rule 5.c: a day before the start",
                "clinic",
                a -> dates(a, "2026-07-01", "2026-06-30"),
                DescribedRule.RULE_5_C));
        all.add(ok("rule 5.c: one day long", "clinic", a -> dates(a, "2026-07-01", "2026-07-01")));
        all.add(ok("rule 5.d: 366 days", "clinic", a -> dates(a, "2026-07-01", "2027-07-02")));
        all.add(no(
                "rule 5.d: 367 days",
                "clinic",
                a -> dates(a, "2026-07-01", "2027-07-03"),
                DescribedRule.RULE_5_D,
                366));
        all.add(ok("rule 5.d: 1096 days of reimbursement", "pharmacy", a -> dates(a, "2026-07-01", "2029-07-01")));
        all.add(no(
                "rule 5.d: 1097 days of reimbursement",
                "pharmacy",
                a -> dates(a, "2026-07-01", "2029-07-02"),
                DescribedRule.RULE_5_D,
                1096));
        all.add(no(
                "rule 5.d: the parameter counts",
                "clinic",
                a -> {
                    ((ObjectNode) a.registry.get("parameters")).put("capitation_contract_max_period_day", 30);
                    dates(a, "2026-07-01", "2026-08-01");
                },
                DescribedRule.RULE_5_D,
                30));
        all.add(no("no end date", "clinic", a -> a.content.remove("end_date"), DescribedRule.RULE_5_EMPTY));
    }

    private static void owners(List<Case> all) {
        all.add(ok("rule 6: ADMIN", "clinic", a -> a.content.put("contractor_owner_id", Attempt.employee(13))));
        all.add(no(
                "rule 6: DOCTOR",
                "clinic",
                a -> a.content.put("contractor_owner_id", Attempt.employee(12)),
                DescribedRule.RULE_6));
        all.add(no(
                "rule 6: dismissed",
                "clinic",
                a -> a.content.put("contractor_owner_id", Attempt.employee(14)),
                DescribedRule.RULE_6));
        all.add(no(
                "rule 6: foreign",
                "clinic",
                a -> a.content.put("contractor_owner_id", Attempt.employee(3)),
                DescribedRule.RULE_6));
        all.add(no(
                "rule 6: unknown",
                "clinic",
                a -> a.content.put("contractor_owner_id", Attempt.employee(99)),
                DescribedRule.RULE_6));
        all.add(no(
                "rule 6: PHARMACY_OWNER",
                "pharmacy",
                a -> a.content.put("contractor_owner_id", Attempt.employee(15)),
                DescribedRule.RULE_6));
        all.add(no(
                "rule 6: approved but not active",
                "clinic",
                a -> a.row("employees", Attempt.employee(1)).put("is_active", false),
                DescribedRule.RULE_6));
        all.add(no(
                "rule 6: active but new",
                "clinic",
                a -> a.row("employees", Attempt.employee(1)).put("status", "NEW"),
                DescribedRule.RULE_6));
    }

    private static void change(Attempt attempt, String number) {
        attempt.content.put("contract_number", number);
        attempt.content.remove("start_date");
        attempt.content.remove("end_date");
    }

    private static void doctors(List<Case> all) {
        String path = "$.contractor_employee_divisions";
        String at = path + ".[0].";
        all.add(ok("doctor", "clinic", a -> doctor(a, "DOCTOR", 1, 1)));
        all.add(no("doctor twice", "clinic", a -> doctors(a, 2), 422, path, "Employee division must be unique"));
        all.add(no(
                "no doctor",
                "clinic",
                a -> doctor(a, "OWNER", 1, 1),
                422,
                at + "employee_id",
                "Employee must be active DOCTOR"));
        all.add(no(
                "unknown doctor", "clinic", a -> doctor(a, "", 1, 1), 422, at + "employee_id", "Employee not found"));
        all.add(no(
                "another's doctor",
                "clinic",
                a -> doctor(a, "DOCTOR", 2, 1),
                422,
                at + "employee_id",
                "Employee should be active Doctor within current legal_entity_id"));
        all.add(no(
                "doctor elsewhere",
                "clinic",
                a -> doctor(a, "DOCTOR", 1, 2),
                422,
                at + "division_id",
                "Division should be among contractor_divisions"));
    }

    private static void doctors(Attempt a, int times) {
        for (int i = 0; i < times; i++) {
            doctor(a, i == 0 ? "DOCTOR" : "", 1, 1);
        }
    }

    /** Adds employee 99 to the request, and to the registry if a type is given. */
    private static void doctor(Attempt a, String type, int entity, int division) {
        if (!type.isEmpty()) {
            a.registry
                    .withArray("employees")
                    .addObject()
                    .put("id", Attempt.employee(99))
                    .put("legal_entity_id", Attempt.legalEntity(entity))
                    .put("employee_type", type)
                    .put("status", "APPROVED")
                    .put("is_active", true);
        }
        a.content
                .withArray("contractor_employee_divisions")
                .addObject()
                .put("employee_id", Attempt.employee(99))
                .put("staff_units", 1)
                .put("declaration_limit", 2000)
                .put("division_id", Attempt.division(division));
    }

    private static void contractNumbers(List<Case> all) {
        String pattern = "string does not match pattern \"^\\d{4}-[\\dAEHKMPTX]{4}-[\\dAEHKMPTX]{4}$\"";
        for (String number : List.of(
                "0000-9EAX-XT7X-3115",
                "0000-9EAX",
                "A000-9EAX-XT7X",
                "0000-9eax-XT7X",
                "0000-9BAX-XT7X",
                "0000-9ЕАХ-XT7X",
                "")) {
            all.add(no(
                    "rule 7.a: '" + number + "'",
                    "primary-care",
                    a -> change(a, number),
                    422,
                    "$.contract_number",
                    pattern));
        }
        all.add(no(
                "rule 7.a: four groups by switch, then not found",
                "primary-care",
                a -> {
                    a.settings.put("four_group_numbers", true);
                    change(a, "0000-9EAX-XT7X-3115");
                },
                DescribedRule.RULE_7_B));
        all.add(ok("rule 7.a: null is no number", "clinic", a -> a.content.putNull("contract_number")));
        all.add(ok("rule 7: a change of its own contract", "primary-care", a -> change(a, "0000-1AEH-KMPT")));
        all.add(no("rule 7.b: unknown", "primary-care", a -> change(a, "0000-9AEH-KMPT"), DescribedRule.RULE_7_B));
        all.add(no("rule 7.c: terminated", "clinic", a -> change(a, "0000-2AEH-KMPT"), DescribedRule.RULE_7_C));
        all.add(no("contract of another", "clinic", a -> change(a, "0000-1AEH-KMPT"), DescribedRule.RULE_7_OWN));
        all.add(no(
                "rule 7.e goes before whose it is",
                "clinic",
                a -> change(a, "0000-3AEH-KMPT"),
                DescribedRule.RULE_7_E));
        doctors(all);
        all.add(no(
                "rule 7.d: start date sent",
                "primary-care",
                a -> {
                    change(a, "0000-1AEH-KMPT");
                    a.content.put("start_date", "2026-01-01");
                },
                DescribedRule.RULE_7_D));
        all.add(no(
                "rule 7.d: employee divisions sent",
                "primary-care",
                a -> {
                    change(a, "0000-1AEH-KMPT");
                    a.content
                            .putArray("contractor_employee_divisions")
                            .addObject()
                            .put("employee_id", Attempt.employee(3))
                            .put("staff_units", 1)
                            .put("declaration_limit", 2000)
                            .put("division_id", Attempt.division(6));
                },
                DescribedRule.RULE_7_D_EMPLOYEES));
        all.add(no(
                "rule 7.e: the other type",
                "pharmacy",
                a -> {
                    change(a, "0000-3AEH-KMPT");
                    a.row("contracts", Attempt.id(0xf1, 3)).put("contract_type", "CAPITATION");
                },
                DescribedRule.RULE_7_E));
        all.add(no("rule 7.g.i: other form", "pharmacy", a -> change(a, "0000-3AEH-KMPT"), DescribedRule.RULE_7_G_1));
        all.add(ok("rule 7.g.i: same form", "pharmacy", a -> {
            change(a, "0000-3AEH-KMPT");
            nd(a);
        }));
        all.add(ok("rule 7.g.ii: programs may be left out of a change", "pharmacy", a -> {
            change(a, "0000-3AEH-KMPT");
            nd(a);
            a.content.remove("medical_programs");
        }));
        all.add(no(
                "rule 7.g.ii: programs that are sent are checked",
                "pharmacy",
                a -> {
                    change(a, "0000-3AEH-KMPT");
                    nd(a);
                    a.content.putArray("medical_programs").add(Attempt.program(1));
                },
                DescribedRule.RULE_13_D,
                0));
    }

    private static void nd(Attempt attempt) {
        attempt.content.put("id_form", "ND_1").putArray("medical_programs").add(Attempt.program(4));
    }

    private static void prolongations(List<Case> all) {
        all.add(ok("rule 7.f.i: today", "primary-care", a -> prolong(a, "2026-06-15")));
        all.add(no("rule 7.f.i: yesterday", "primary-care", a -> prolong(a, "2026-06-14"), DescribedRule.RULE_7_F_2));
        all.add(ok("rule 7.f.i: three months after the end", "primary-care", a -> prolong(a, "2027-03-31")));
        all.add(no(
                "rule 7.f.i: three months and a day",
                "primary-care",
                a -> prolong(a, "2027-04-01"),
                DescribedRule.RULE_7_F_2));
        all.add(no(
                "rule 7.f.i: two years after the start",
                "primary-care",
                a -> prolong(a, "2028-01-01"),
                DescribedRule.RULE_7_F_1));
        all.add(no(
                "rule 7.f.i: the year before the start",
                "primary-care",
                a -> prolong(a, "2025-12-31"),
                DescribedRule.RULE_7_F_1));
        all.add(ok("rule 7.f: reimbursement is prolonged too", "pharmacy", a -> {
            prolong(a, "0000-3AEH-KMPT", "2027-01-31");
            nd(a);
        }));
    }

    private static void prolong(Attempt attempt, String end) {
        prolong(attempt, "0000-1AEH-KMPT", end);
    }

    private static void prolong(Attempt attempt, String number, String end) {
        change(attempt, number);
        attempt.content.put("end_date", end);
    }

    private static ObjectNode payment(Attempt attempt) {
        return (ObjectNode) attempt.content.get("contractor_payment_details");
    }

    private static void paymentsAndForms(List<Case> all) {
        all.add(ok("rule 8: UA and 22 digits", "clinic", a -> payment(a).put("payer_account", "UA" + "1".repeat(22))));
        all.add(ok("rule 8: digits with MFO", "clinic", a -> payment(a)
                .put("payer_account", "32009102701026")
                .put("MFO", "351005")));
        all.add(ok("rule 8: IBAN with MFO", "clinic", a -> payment(a).put("MFO", "351005")));
        for (String account : List.of(
                "32009102701026",
                "UA" + "1".repeat(21),
                "UA" + "1".repeat(23),
                "UA" + "1".repeat(26),
                "UA" + "1".repeat(28),
                "ua" + "1".repeat(27))) {
            all.add(no(
                    "rule 8: no MFO with " + account,
                    "clinic",
                    a -> payment(a).put("payer_account", account),
                    DescribedRule.RULE_8));
        }
        all.add(no(
                "MFO of five digits",
                "clinic",
                a -> payment(a).put("MFO", "35100"),
                422,
                "$.contractor_payment_details.MFO",
                "string does not match pattern \"^[0-9]{6}$\""));
        all.add(no(
                "rule 9: capitation form unknown",
                "clinic",
                a -> a.content.put("id_form", "GENERAL"),
                DescribedRule.RULE_9));
        all.add(no(
                "rule 9: reimbursement form unknown",
                "pharmacy",
                a -> a.content.put("id_form", "RMB-1"),
                DescribedRule.RULE_9));
        all.add(no(
                "rule 9: reimbursement with the description's one dictionary",
                "pharmacy",
                a -> {
                    ((ObjectNode) a.registry.get("dictionaries")).remove("REIMBURSEMENT_CONTRACT_TYPE");
                    nd(a);
                },
                DescribedRule.RULE_9));
    }

    private static void active(Attempt attempt, String type, String form, String start, String end) {
        attempt.add("contracts")
                .put("id", Attempt.id(0xf1, 50))
                .put("contract_number", "0000-5AEH-KMPT")
                .put("contract_type", type)
                .put("id_form", form)
                .put("status", "VERIFIED")
                .put("contractor_legal_entity_id", Attempt.legalEntity(type.equals("CAPITATION") ? 1 : 2))
                .put("start_date", start)
                .put("end_date", end);
    }

    private static void activeContracts(List<Case> all) {
        all.add(no(
                "rule 10: the same period",
                "clinic",
                a -> active(a, "CAPITATION", "PMD_1", "2026-07-01", "2026-12-31"),
                DescribedRule.RULE_10));
        all.add(no(
                "rule 10: one day shared at the start",
                "clinic",
                a -> active(a, "CAPITATION", "PMD_1", "2026-01-01", "2026-07-01"),
                DescribedRule.RULE_10));
        all.add(no(
                "rule 10: one day shared at the end",
                "clinic",
                a -> active(a, "CAPITATION", "PMD_1", "2026-12-31", "2027-12-31"),
                DescribedRule.RULE_10));
        all.add(ok(
                "rule 10: ends the day before",
                "clinic",
                a -> active(a, "CAPITATION", "PMD_1", "2026-01-01", "2026-06-30")));
        all.add(no(
                "rule 10: capitation whatever the form",
                "clinic",
                a -> active(a, "CAPITATION", "OTHER", "2026-07-01", "2026-12-31"),
                DescribedRule.RULE_10));
        all.add(no(
                "rule 10: reimbursement of the same form",
                "pharmacy",
                a -> active(a, "REIMBURSEMENT", "PMD_1", "2026-07-01", "2026-12-31"),
                DescribedRule.RULE_10));
        all.add(ok(
                "rule 10: reimbursement of another form",
                "pharmacy",
                a -> active(a, "REIMBURSEMENT", "INSULIN_1", "2026-07-01", "2026-12-31")));
        all.add(no("rule 10: shipped contract of the centre", "primary-care", a -> {}, DescribedRule.RULE_10));
    }

    private static void flag(Attempt attempt, boolean value) {
        attempt.content.put("external_contractor_flag", value);
    }

    private static void externalContractors(List<Case> all) {
        all.add(ok("rule 11: as it should be", "clinic", a -> {
            a.external(1, "2026-07-02");
            flag(a, true);
        }));
        all.add(no(
                "rule 11.a: division not among its own",
                "clinic",
                a -> {
                    a.external(2, "2027-07-02");
                    flag(a, true);
                },
                DescribedRule.RULE_11_A,
                0,
                0));
        all.add(no(
                "rule 11.b: expires on the start",
                "clinic",
                a -> {
                    a.external(1, "2026-07-01");
                    flag(a, true);
                },
                DescribedRule.RULE_11_B,
                0));
        all.add(no(
                "rule 11.b: the second one",
                "clinic",
                a -> {
                    a.external(1, "2026-07-02");
                    a.external(1, "2026-06-30");
                    flag(a, true);
                },
                DescribedRule.RULE_11_B,
                1));
        all.add(ok("rule 11.c: the named legal entity becomes the client", "clinic", a -> {
            a.external(1, "2026-07-02").put("legal_entity_id", Attempt.legalEntity(99));
            flag(a, true);
        }));
        all.add(no(
                "rule 11.d: by switch the one named must be active",
                "clinic",
                a -> {
                    a.settings.put("keep_external_legal_entity", true);
                    a.external(1, "2026-07-02").put("legal_entity_id", Attempt.legalEntity(11));
                    flag(a, true);
                },
                422,
                "$.external_contractors.[0].legal_entity_id",
                "Active $external_contractors.[0].legal_entity_id does not exist"));
        all.add(no(
                "rule 12.a: contractors without the flag",
                "clinic",
                a -> a.external(1, "2026-07-02"),
                DescribedRule.RULE_12));
        all.add(no(
                "rule 12.a: contractors with the flag down",
                "clinic",
                a -> {
                    a.external(1, "2026-07-02");
                    flag(a, false);
                },
                DescribedRule.RULE_12));
        all.add(no("rule 12.b: flag without contractors", "clinic", a -> flag(a, true), DescribedRule.RULE_12));
        all.add(ok("rule 12.b: flag down without contractors", "clinic", a -> flag(a, false)));
    }

    private static void programs(Attempt attempt, String form, int... programs) {
        var ids = attempt.content.put("id_form", form).putArray("medical_programs");
        for (int program : programs) {
            ids.add(Attempt.program(program));
        }
    }

    private static void programs(List<Case> all) {
        all.add(no("rule 13.a: unknown", "pharmacy", a -> programs(a, "GENERAL", 7, 99), DescribedRule.RULE_13_A, 1));
        all.add(no("rule 13.b: not active", "pharmacy", a -> programs(a, "GENERAL", 9), DescribedRule.RULE_13_B, 0));
        all.add(no("rule 13.c: services", "pharmacy", a -> programs(a, "GENERAL", 7, 10), DescribedRule.RULE_13_C, 1));
        all.add(no("rule 13.d: of another form", "pharmacy", a -> programs(a, "PMD_1", 7), DescribedRule.RULE_13_D, 0));
        all.add(no("rule 13.d: one too many", "pharmacy", a -> programs(a, "PMD_1", 1, 2), DescribedRule.RULE_13_D, 1));
        for (String form : List.of("INSULIN_1", "PSYCHIATRY")) {
            int first = form.equals("INSULIN_1") ? 2 : 5;
            all.add(ok("rule 13.d: both of " + form, "pharmacy", a -> programs(a, form, first, first + 1)));
            all.add(no(
                    "rule 13.d: the first of " + form,
                    "pharmacy",
                    a -> programs(a, form, first),
                    DescribedRule.RULE_13_D_NOTE));
            all.add(no(
                    "rule 13.d: the second of " + form,
                    "pharmacy",
                    a -> programs(a, form, first + 1),
                    DescribedRule.RULE_13_D_NOTE));
            all.add(no(
                    "rule 13.e: " + form + " with one twice",
                    "pharmacy",
                    a -> programs(a, form, first, first + 1, first),
                    DescribedRule.RULE_13_E));
        }
        all.add(no("rule 13.e: the same twice", "pharmacy", a -> programs(a, "PMD_1", 1, 1), DescribedRule.RULE_13_E));
        all.add(ok("rule 13 note: GENERAL takes one", "pharmacy", a -> programs(a, "GENERAL", 7)));
        all.add(ok("rule 13 note: GENERAL takes several", "pharmacy", a -> programs(a, "GENERAL", 1, 7, 8)));
        all.add(no(
                "rule 13 note: GENERAL needs one",
                "pharmacy",
                a -> programs(a, "GENERAL"),
                422,
                "$.medical_programs",
                "expected a minimum of 1 items but got 0"));
    }

    private static void schema(List<Case> all) {
        for (String field : List.of(
                "contractor_owner_id",
                "contractor_base",
                "contractor_payment_details",
                "contractor_divisions",
                "id_form",
                "statute_md5",
                "additional_document_md5",
                "consent_text")) {
            all.add(no(
                    "capitation without " + field,
                    "clinic",
                    a -> a.content.remove(field),
                    422,
                    "$." + field,
                    "required property " + field + " was not present"));
        }
        all.add(no(
                "reimbursement without programs",
                "pharmacy",
                a -> a.content.remove("medical_programs"),
                422,
                "$.medical_programs",
                "required property medical_programs was not present"));
        all.add(ok("reimbursement without documents", "pharmacy", a -> {
            a.content.remove("statute_md5");
            a.content.remove("additional_document_md5");
            a.uploads = false;
        }));
        for (String field : List.of("contract_type", "contractor_legal_entity_id", "medical_programs", "data")) {
            all.add(no(
                    "capitation with " + field,
                    "clinic",
                    a -> a.content.put(field, "x"),
                    422,
                    "$." + field,
                    "schema does not allow additional properties"));
        }
        all.add(no(
                "null is no string",
                "clinic",
                a -> a.content.putNull("consent_text"),
                422,
                "$.consent_text",
                "type mismatch. Expected string but got null"));
        all.add(no(
                "a number is no string",
                "clinic",
                a -> a.content.put("contractor_base", 5),
                422,
                "$.contractor_base",
                "type mismatch. Expected string but got integer"));
        all.add(no(
                "contract_number of the wrong type",
                "clinic",
                a -> a.content.put("contract_number", 5),
                422,
                "$.contract_number",
                "type mismatch. Expected string, null but got integer"));
        all.add(no(
                "no division at all",
                "clinic",
                a -> a.content.putArray("contractor_divisions"),
                422,
                "$.contractor_divisions",
                "expected a minimum of 1 items but got 0"));
        all.add(no(
                "empty base",
                "clinic",
                a -> a.content.put("contractor_base", ""),
                422,
                "$.contractor_base",
                "expected value to have a minimum length of 1 but was 0"));
        all.add(no(
                "an array instead of an object",
                "clinic",
                a -> a.signedContent = a.signer.sign("[]".getBytes(StandardCharsets.UTF_8)),
                422,
                "$",
                "type mismatch. Expected object but got array"));
        all.add(no(
                "rmsp amount below zero",
                "clinic",
                a -> a.content.put("contractor_rmsp_amount", -1),
                422,
                "$.contractor_rmsp_amount",
                "expected the value to be >= 0"));
        all.add(no(
                "rmsp amount not whole",
                "clinic",
                a -> a.content.put("contractor_rmsp_amount", 1.5),
                422,
                "$.contractor_rmsp_amount",
                "is invalid"));
        all.add(no(
                "staff units zero",
                "clinic",
                a -> a.content
                        .putArray("contractor_employee_divisions")
                        .addObject()
                        .put("employee_id", Attempt.employee(12))
                        .put("staff_units", 0)
                        .put("declaration_limit", 1)
                        .put("division_id", Attempt.division(1)),
                422,
                "$.contractor_employee_divisions.[0].staff_units",
                "expected the value to be > 0"));
        all.add(no(
                "upper-case uuid",
                "clinic",
                a -> a.content.put("contractor_owner_id", Attempt.employee(1).toUpperCase(Locale.ROOT)),
                422,
                "$.contractor_owner_id",
                "string does not match pattern"));
        all.add(no(
                "base with a leading space",
                "clinic",
                a -> a.content.put("contractor_base", " на підставі"),
                422,
                "$.contractor_base",
                "string does not match pattern"));
        all.add(no(
                "base with a Russian letter",
                "clinic",
                a -> a.content.put("contractor_base", "основаны"),
                422,
                "$.contractor_base",
                "string does not match pattern"));
        all.add(no(
                "consent with a space instead of the thin space",
                "clinic",
                a -> a.content.put(
                        "consent_text", a.content.get("consent_text").asText().replace('\u2009', ' ')),
                422,
                "$.consent_text",
                "string does not match pattern"));
        all.add(no(
                "consent of the other kind",
                "pharmacy",
                a -> a.content.put("consent_text", Json.resource("ehealth/consent_capitation.txt")),
                422,
                "$.consent_text",
                "string does not match pattern"));
    }

    private static void documents(List<Case> all) {
        all.add(no(
                "statute differs",
                "clinic",
                a -> a.content.put("statute_md5", Storage.md5(new byte[1])),
                422,
                "",
                "media/upload_contract_request_statute.pdf md5 doesn't match"));
        all.add(no(
                "the additional document is looked at first",
                "clinic",
                a -> a.uploads = false,
                422,
                "",
                "media/upload_contract_request_additional_document.pdf md5 doesn't match"));
        all.add(no(
                "md5 in upper case",
                "clinic",
                a -> a.content.put("statute_md5", Storage.md5(Attempt.STATUTE).toUpperCase(Locale.ROOT)),
                422,
                "",
                "media/upload_contract_request_statute.pdf md5 doesn't match"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theServiceAnswersAsTheSeedSays(Case expected) throws Exception {
        Attempt attempt = expected.who.equals("pharmacy")
                ? Attempt.reimbursement(sandbox)
                : Attempt.capitation(sandbox, expected.who);
        expected.change.make(attempt);

        RunningSandbox.Answer answer = attempt.play();

        assertThat(answer.status())
                .as(new String(answer.raw().body(), StandardCharsets.UTF_8))
                .isEqualTo(expected.status);
        if (expected.status == 201) {
            assertThat(answer.text("/data/status")).isEqualTo("NEW");
        } else if (expected.path.isEmpty() || expected.status == 409) {
            assertThat(answer.text("/error/message")).isEqualTo(expected.message);
        } else {
            assertThat(answer.json().at("/error/invalid")).anySatisfy(each -> {
                assertThat(each.path("entry").asText()).isEqualTo(expected.path);
                assertThat(each.at("/rules/0/description").asText()).startsWith(expected.message);
            });
        }
    }

    @Test
    void allSchemaErrorsComeAtOnceInTheValidatorsOrder() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.content.put("start_date", "soon").put("unknown", true).put("id_form", "NONE");
        attempt.content.remove("consent_text");

        JsonNode invalid = attempt.play().json().at("/error/invalid");

        assertThat(invalid)
                .extracting(each -> each.path("entry").asText())
                .containsExactly("$.id_form", "$.start_date", "$.unknown", "$.consent_text");
    }

    @Test
    void aRuleWithoutAPathHasTheStringForm() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.content.put("previous_request_id", Attempt.request(99));

        JsonNode error = attempt.play().json().get("error");

        assertThat(error.toString())
                .isEqualTo("{\"type\":\"request_malformed\",\"message\":\"previous_request does not exist\","
                        + "\"invalid\":[{\"entry_type\":\"request\",\"rules\":[{\"rule\":\"json\"}]}]}");
    }

    @Test
    void everyRuleThatRefusesIsPlayed() {
        List<String> played = cases().map(each -> each.status + each.message).toList();

        assertThat(DescribedRule.values())
                .filteredOn(rule -> rule.status() != 0)
                .allSatisfy(rule -> assertThat(played)
                        .anyMatch(line -> line.startsWith(
                                rule.status() + rule.message().split("%")[0].split("\\$")[0])));
    }
}
