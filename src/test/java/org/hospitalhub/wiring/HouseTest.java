package org.hospitalhub.wiring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The packages of the hub and the imports between them (CONTRIBUTING.md). A new package is added to a list here first; the lists are all that
 * these tests need to know of it.
 */
class HouseTest {

    private static final Set<String> BLOCKS = Set.of("calls", "cms", "pacing", "rules", "tls");
    private static final Set<String> STATIONS = Set.of("intake", "dispatch", "ehealth", "nhif", "delivery");
    private static final Set<String> OTHERS =
            Set.of("ledger", "service", "operations", "commands", "wiring", "sandbox");

    /** The packages inside a package, lowest first: each may import those before it. "." is the outer package itself. */
    private static final Map<String, List<String>> INSIDE = Map.of(
            "tls",
            List.of("certificate", "keys", "."),
            "operations",
            List.of("access", "audit", "actions", "health", "metrics", "api", "screens", "jmx", "."),
            "commands",
            List.of("console", "client", "admin", "doctor", "definition", "."),
            "wiring",
            List.of("startup", "http", "routing", "services", "broker", "storage", "settings", "."));

    static final List<String> DIVIDED = INSIDE.keySet().stream().sorted().toList();

    private static final int MOST_FLOORS = 6;

    private static final String HUB = "org.hospitalhub.";
    private static final JavaClasses ALL = new ClassFileImporter()
            .importUrl(HospitalHub.class.getProtectionDomain().getCodeSource().getLocation());

    /** What opens, reads or copies a ledger for the composition root and the command line. */
    private static final Set<String> LEDGER_ENTRANCES = Set.of("JdbcLedger", "LedgerLook", "LedgerFile", "Contents");

    @Test
    void everyPackageIsListed() {
        Set<String> listed =
                Stream.of(BLOCKS, STATIONS, OTHERS).flatMap(Set::stream).collect(Collectors.toSet());
        assertThat(packages().map(name -> name.replaceAll("\\..*", "")).filter(name -> !listed.contains(name)))
                .as(
                        "Add your package to BLOCKS, STATIONS or OTHERS in HouseTest; importsGoOneWay says who may import whom")
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("DIVIDED")
    void everyPackageInsideADividedOneIsListed(String room) {
        assertThat(packages()
                        .filter(name -> name.startsWith(room + "."))
                        .map(name -> name.substring(room.length() + 1))
                        .filter(name -> !INSIDE.get(room).contains(name)))
                .as("Add your package to HouseTest.INSIDE, %s, after those that it imports", room)
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("DIVIDED")
    void packagesInsideADividedOneImportOnlyThoseBelow(String room) {
        List<String> order = INSIDE.get(room);
        Map<String, String> wrong = new TreeMap<>();
        for (JavaClass type : in(room)) {
            int floor = order.indexOf(inside(room, type));
            used(type, room)
                    .filter(other -> order.indexOf(inside(room, other)) > floor)
                    .forEach(other -> wrong.putIfAbsent(
                            inside(room, type) + " imports " + inside(room, other),
                            type.getSimpleName() + " uses " + other.getSimpleName()));
        }
        assertThat(wrong)
                .as("Move the type that is used below, or change the order in HouseTest.INSIDE, %s", room)
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("DIVIDED")
    void noPackageInsideADividedOneHasMoreThanSixFloors(String room) {
        Map<String, Integer> tall = new TreeMap<>();
        for (String part : INSIDE.get(room)) {
            Set<JavaClass> types = in(room).stream()
                    .filter(type -> inside(room, type).equals(part))
                    .collect(Collectors.toSet());
            int floors = floors(types, room);
            if (floors > MOST_FLOORS) {
                tall.put(room + "." + part, floors);
            }
        }
        assertThat(tall)
                .as("Divide the package: its types use each other over more than %d floors", MOST_FLOORS)
                .isEmpty();
    }

    /** Takes away the types that use no other one, again and again; a circle counts as one floor. */
    private static int floors(Set<JavaClass> all, String room) {
        Set<JavaClass> left = new HashSet<>(all);
        int floors = 0;
        while (!left.isEmpty()) {
            Set<JavaClass> lowest = left.stream()
                    .filter(type -> used(type, room).filter(left::contains).allMatch(type::equals))
                    .collect(Collectors.toSet());
            left.removeAll(lowest.isEmpty() ? circle(left, room) : lowest);
            floors++;
        }
        return floors;
    }

    /** Returns a circle that uses nothing outside of itself. */
    private static Set<JavaClass> circle(Set<JavaClass> left, String room) {
        return left.stream()
                .map(type -> reached(type, left, room))
                .min(Comparator.comparingInt(Set::size))
                .orElseThrow();
    }

    private static Set<JavaClass> reached(JavaClass from, Set<JavaClass> left, String room) {
        Set<JavaClass> reached = new HashSet<>(Set.of(from));
        Deque<JavaClass> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            used(open.pop(), room).filter(left::contains).filter(reached::add).forEach(open::push);
        }
        return reached;
    }

    @Test
    void importsGoOneWay() {
        check(
                Architectures.layeredArchitecture()
                        .consideringOnlyDependenciesInAnyPackage("org.hospitalhub..")
                        .layer("blocks")
                        .definedBy(packages(BLOCKS))
                        .layer("ledger")
                        .definedBy(HUB + "ledger..")
                        .layer("service")
                        .definedBy(HUB + "service..")
                        .layer("stations")
                        .definedBy(packages(STATIONS))
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
                        .whereLayer("stations")
                        .mayOnlyBeAccessedByLayers("operations", "wiring")
                        .whereLayer("service")
                        .mayOnlyBeAccessedByLayers("stations", "operations", "commands", "wiring")
                        .whereLayer("ledger")
                        .mayOnlyBeAccessedByLayers("service", "stations", "operations", "commands", "wiring")
                        .whereLayer("blocks")
                        .mayOnlyBeAccessedByLayers("ledger", "service", "stations", "operations", "commands", "wiring"),
                "Move the type that is used to a lower layer: blocks, ledger, service, stations, operations, commands, wiring");
    }

    @Test
    void theRoomsOfTheLedgerBuildOnEachOtherOneWay() {
        ArchRule rule = Architectures.layeredArchitecture()
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
                .ensureAllClassesAreContainedInArchitectureIgnoring(outside(HUB + "ledger"));
        check(
                rule,
                "Add your package below ledger here as a layer with its users, or move the class to the package that uses it");
    }

    @Test
    void otherRoomsUseTheLedgersContractOnly() {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackage(HUB + "ledger..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "in a room below the ledger",
                        type -> type.getPackageName().startsWith(HUB + "ledger.")
                                && !LEDGER_ENTRANCES.contains(type.getSimpleName())));
        check(
                rule,
                "Add a method to an interface in org.hospitalhub.ledger; for a class that opens or copies a ledger, add it to"
                        + " LEDGER_ENTRANCES here");
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
        check(
                slices().matching("org.hospitalhub.(" + String.join("|", STATIONS) + ")..")
                        .should()
                        .notDependOnEachOther(),
                "Connect stations by a route in YAML, or move what both need into the ledger or a block");
    }

    @Test
    void theSandboxKnowsNothingOfTheHub() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(HUB + "sandbox..")
                        .should()
                        .dependOnClassesThat(inTheHubButOutside(HUB + "sandbox")),
                "Write the code again in the sandbox: a simulator that shares a class shares its mistakes");
    }

    @Test
    void nothingKnowsTheSandbox() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(HUB + "sandbox..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(HUB + "sandbox.."),
                "Leave the sandbox to its own start; the hub knows only its address");
    }

    @Test
    void onlyThinSkinsKnowCamel() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                HUB + "wiring..", HUB + "cms..", HUB + "operations..", HUB + "service.routes..")
                        .and()
                        .haveSimpleNameNotEndingWith("Exchange")
                        .and()
                        .haveSimpleNameNotEndingWith("Configuration")
                        .and()
                        .haveSimpleNameNotEndingWith("Filter")
                        .and()
                        .haveSimpleNameNotEndingWith("Repository")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.camel.."),
                "Keep Camel in a type named …Exchange, …Configuration, …Filter or …Repository, or in wiring, cms, operations or service.routes");
    }

    @Test
    void everyRoomSaysThatNothingIsNull() {
        check(
                classes()
                        .that()
                        .haveSimpleName("package-info")
                        .should()
                        .beAnnotatedWith(org.jspecify.annotations.NullMarked.class),
                "Annotate package-info.java with @NullMarked");
    }

    @Test
    void nobodyAsksTheSystemForTheTime() {
        check(
                noClasses()
                        .should()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(java.time.LocalDate.class, "now")
                        .orShould()
                        .callMethod(java.time.LocalDateTime.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis"),
                "Take an InstantSource or a Clock in the constructor");
    }

    /** Fails with what to do and the first five violations. */
    private static void check(ArchRule rule, String advice) {
        List<String> wrong = rule.evaluate(ALL).getFailureReport().getDetails();
        assertThat(wrong.stream().limit(5))
                .as("%s (%d violations, the first of them)", advice, wrong.size())
                .isEmpty();
    }

    private static String[] packages(Set<String> names) {
        return names.stream().map(name -> HUB + name + "..").toArray(String[]::new);
    }

    /** Returns the packages below {@code org.hospitalhub} that hold types. */
    private static Stream<String> packages() {
        return ALL.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(HUB))
                .map(name -> name.substring(HUB.length()))
                .distinct()
                .sorted();
    }

    private static Set<JavaClass> in(String room) {
        return ALL.stream()
                .filter(type -> (type.getPackageName() + ".").startsWith(HUB + room + "."))
                .map(HouseTest::outermost)
                .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(JavaClass::getName))));
    }

    /** Returns the package of a type inside a divided one, "." for that one itself. */
    private static String inside(String room, JavaClass type) {
        String name = type.getPackageName().substring((HUB + room).length());
        return name.isEmpty() ? "." : name.substring(1);
    }

    /** Returns the other types of a divided package that a type and its nested types use. */
    private static Stream<JavaClass> used(JavaClass type, String room) {
        return ALL.stream()
                .filter(nested -> outermost(nested).equals(type))
                .flatMap(nested -> nested.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass())
                .map(target -> target.isArray() ? target.getBaseComponentType() : target)
                .filter(target -> (target.getPackageName() + ".").startsWith(HUB + room + "."))
                .map(HouseTest::outermost)
                .filter(other -> !other.equals(type))
                .distinct();
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
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
