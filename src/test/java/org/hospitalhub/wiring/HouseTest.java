package org.hospitalhub.wiring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The rooms of the house and the doors between them (CONTRIBUTING.md). */
class HouseTest {

    private static final String HUB = "org.hospitalhub.";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.hospitalhub");

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

    private static DescribedPredicate<JavaClass> inTheHubButOutside(String room) {
        return DescribedPredicate.describe(
                "in the hub but outside " + room,
                type -> type.getPackageName().startsWith("org.hospitalhub")
                        && !type.getPackageName().startsWith(room));
    }
}
