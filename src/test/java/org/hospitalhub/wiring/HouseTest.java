package org.hospitalhub.wiring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house and the doors between them (design §6). */
class HouseTest {

    private static final String HUB = "org.hospitalhub.";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.hospitalhub");

    /** What opens, reads or copies a ledger for the composition root and the command line. */
    private static final Set<String> LEDGER_ENTRANCES = Set.of("JdbcLedger", "LedgerLook", "LedgerFile", "Contents");

    @Test
    void importsGoOneWay() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.hospitalhub..")
                .layer("blocks")
                .definedBy(HUB + "calls..", HUB + "cms..", HUB + "pacing..", HUB + "rules..", HUB + "tls..")
                .layer("ledger")
                .definedBy(HUB + "ledger..")
                .layer("rooms")
                .definedBy(
                        HUB + "intake..",
                        HUB + "dispatch..",
                        HUB + "n3..",
                        HUB + "ehealth..",
                        HUB + "nhif..",
                        HUB + "delivery..")
                .layer("operations")
                .definedBy(HUB + "operations..")
                .layer("commands")
                .definedBy(HUB + "commands..")
                .layer("wiring")
                .definedBy(HUB + "wiring..")
                .whereLayer("wiring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("commands")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("operations")
                .mayOnlyBeAccessedByLayers("commands", "wiring")
                .whereLayer("rooms")
                .mayOnlyBeAccessedByLayers("operations", "wiring")
                .whereLayer("ledger")
                .mayOnlyBeAccessedByLayers("rooms", "operations", "commands", "wiring")
                .whereLayer("blocks")
                .mayOnlyBeAccessedByLayers("ledger", "rooms", "operations", "commands", "wiring")
                .check(ALL);
    }

    @Test
    void theRoomsOfTheLedgerBuildOnEachOtherOneWay() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(HUB + "ledger..")
                .layer("contract")
                .definedBy(HUB + "ledger")
                .layer("database")
                .definedBy(HUB + "ledger.database")
                .layer("crypto")
                .definedBy(HUB + "ledger.crypto")
                .layer("audit")
                .definedBy(HUB + "ledger.audit")
                .layer("lifecycle")
                .definedBy(HUB + "ledger.lifecycle")
                .layer("jdbc")
                .definedBy(HUB + "ledger.jdbc")
                .whereLayer("jdbc")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("audit")
                .mayOnlyBeAccessedByLayers("jdbc")
                .whereLayer("lifecycle")
                .mayOnlyBeAccessedByLayers("jdbc")
                .whereLayer("crypto")
                .mayOnlyBeAccessedByLayers("audit", "jdbc")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("crypto", "audit", "jdbc")
                .ensureAllClassesAreContainedInArchitectureIgnoring(outside(HUB + "ledger"))
                .as(
                        "The ledger's rooms build on each other one way. For a new room below ledger: add your room here as a layer,"
                                + " with the rooms that may use it; for an import that is refused: move the class into the room it serves")
                .check(ALL);
    }

    @Test
    void otherRoomsUseTheLedgersContractOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HUB + "ledger..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "in a room below the ledger",
                        type -> type.getPackageName().startsWith(HUB + "ledger.")
                                && !LEDGER_ENTRANCES.contains(type.getSimpleName())))
                .as(
                        "Other rooms use what stands in org.hospitalhub.ledger. What they need more: give an interface there a method;"
                                + " what opens or copies a ledger file: add its class to LEDGER_ENTRANCES here")
                .check(ALL);
    }

    @Test
    void noRoomOfTheLedgerHasMoreThanSixFloors() {
        Map<String, List<JavaClass>> rooms = ALL.stream()
                .filter(type -> type.getPackageName().startsWith(HUB + "ledger"))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName));
        rooms.forEach((room, types) -> assertThat(floors(types))
                .as(
                        "classes of %s that build on each other, the longest chain (move some of them into a room of their own)",
                        room)
                .hasSizeLessThanOrEqualTo(6));
    }

    /** Returns the longest chain of classes of which each uses the next one, by their names; a circle ends it with an error. */
    private static List<String> floors(List<JavaClass> room) {
        Map<JavaClass, List<String>> known = new HashMap<>();
        return room.stream()
                .map(type -> chain(type, room, known, List.of()))
                .max(Comparator.comparing(List::size))
                .orElse(List.of());
    }

    private static List<String> chain(
            JavaClass type, List<JavaClass> room, Map<JavaClass, List<String>> known, List<JavaClass> above) {
        assertThat(above)
                .as("a circle of classes: part it by a record or an interface that both use")
                .doesNotContain(type);
        if (known.containsKey(type)) {
            return known.get(type);
        }
        List<JavaClass> here = Stream.concat(above.stream(), Stream.of(type)).toList();
        List<String> longest = used(type)
                .filter(other -> !other.equals(type) && room.contains(other))
                .map(other -> chain(other, room, known, here))
                .max(Comparator.comparing(List::size))
                .orElse(List.of());
        List<String> chain =
                Stream.concat(Stream.of(type.getSimpleName()), longest.stream()).toList();
        known.put(type, chain);
        return chain;
    }

    /** Returns the top level classes that a class and what is nested in it use. */
    private static Stream<JavaClass> used(JavaClass type) {
        return ALL.stream()
                .filter(part -> top(part).equals(type))
                .flatMap(part -> part.getDirectDependenciesFromSelf().stream())
                .map(use -> top(use.getTargetClass().getBaseComponentType()))
                .distinct();
    }

    private static JavaClass top(JavaClass type) {
        return type.getEnclosingClass().map(HouseTest::top).orElse(type);
    }

    @Test
    void roomsNeverImportEachOther() {
        slices().matching("org.hospitalhub.(intake|dispatch|n3|ehealth|nhif|delivery)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    @Test
    void theSandboxKnowsNothingOfTheHub() {
        noClasses()
                .that()
                .resideInAPackage(HUB + "sandbox..")
                .should()
                .dependOnClassesThat(inTheHubButOutside(HUB + "sandbox"))
                .check(ALL);
    }

    @Test
    void nothingKnowsTheSandbox() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HUB + "sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HUB + "sandbox..")
                .check(ALL);
    }

    @Test
    void onlyThinSkinsKnowCamel() {
        noClasses()
                .that()
                .resideOutsideOfPackages(HUB + "wiring..", HUB + "cms..", HUB + "operations..")
                .and()
                .haveSimpleNameNotEndingWith("Exchange")
                .and()
                .haveSimpleNameNotEndingWith("Room")
                .and()
                .haveSimpleNameNotEndingWith("Filter")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(ALL);
    }

    @Test
    void everyRoomSaysThatNothingIsNull() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
                .check(ALL);
    }

    @Test
    void nobodyAsksTheSystemForTheTime() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ALL);
    }

    private static DescribedPredicate<JavaClass> outside(String room) {
        return DescribedPredicate.describe(
                "outside " + room, type -> !(type.getPackageName() + ".").startsWith(room + "."));
    }

    private static DescribedPredicate<JavaClass> inTheHubButOutside(String room) {
        return DescribedPredicate.describe(
                "in the hub but outside " + room,
                type -> type.getPackageName().startsWith("org.hospitalhub")
                        && !type.getPackageName().startsWith(room));
    }
}
