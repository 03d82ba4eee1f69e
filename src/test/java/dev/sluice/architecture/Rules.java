package dev.sluice.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of the design, each for any root package, so that it can be proved on a seeded one. */
final class Rules {
  /** Ground floor packages that every wing may use. */
  private static final List<String> GROUND = List.of("time", "text", "files");

  /** Which package may use which, by the design's table; {@code app} may use all. */
  static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("text", List.of()),
          Map.entry("files", List.of()),
          Map.entry("time", List.of()),
          Map.entry("outbound", List.of()),
          Map.entry("sse", List.of("text")),
          Map.entry("wire", List.of()),
          wing("store", "wire"),
          wing("replica", "store", "fields"),
          wing("fields", "wire"),
          wing("token", "wire", "fields"),
          wing("http", "wire", "fields", "token"),
          wing("security", "wire", "http", "fields", "token", "outbound"),
          wing("bundle", "wire", "fields"),
          wing("source", "bundle", "wire", "fields", "outbound"),
          wing("job", "wire", "http", "fields", "store", "token", "replica"),
          wing("file", "sse", "store", "job", "wire", "http", "token"),
          wing("output", "sse", "store", "job", "wire", "http", "token", "replica"),
          wing(
              "worker", "sse", "store", "job", "output", "wire", "http", "fields", "token",
              "replica"),
          wing(
              "schedule",
              "file",
              "store",
              "job",
              "worker",
              "output",
              "task",
              "wire",
              "http",
              "fields",
              "replica"),
          wing(
              "task", "token", "sse", "store", "source", "bundle", "job", "http", "fields", "wire",
              "host", "replica"),
          wing(
              "legacy",
              "sse",
              "store",
              "file",
              "job",
              "output",
              "worker",
              "wire",
              "http",
              "fields",
              "token",
              "replica",
              "schedule"),
          wing("inference", "job", "output", "worker", "wire", "http", "fields", "sse", "token"),
          wing("host", "wire", "bundle"),
          wing("script", "host", "wire", "outbound"),
          wing("archive"),
          wing("agent", "wire", "bundle", "host", "archive"),
          wing("upkeep", "store", "wire", "http", "token", "sse"),
          wing(
              "transfer",
              "store",
              "job",
              "output",
              "worker",
              "wire",
              "http",
              "fields",
              "token",
              "sse"),
          wing(
              "cli",
              "wire",
              "agent",
              "archive",
              "bundle",
              "host",
              "token",
              "outbound",
              "upkeep",
              "store"));

  private static final String[] JDK_AND_JSON = {
    "java..", "javax.net..", "com.fasterxml.jackson..", "org.jspecify.."
  };

  /** What a client of the wire may use beside the JDK. */
  static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "text", List.of(),
          "files", List.of(),
          "wire", List.of(),
          "outbound", List.of(),
          "host", List.of(),
          "archive", List.of("org.apache.commons.compress.."),
          "script", List.of("org.graalvm.polyglot..", "sun.misc.."),
          "agent", List.of("sun.misc..", "com.sun.net.httpserver.."),
          "cli",
              List.of(
                  "picocli..",
                  "sun.misc..",
                  "org.jboss.logmanager.formatters..",
                  "com.mongodb..",
                  "org.bson.."));

  /**
   * The classes that wire a process together and therefore choose the source of time and chance.
   */
  private static final Set<String> COMPOSITION_ROOTS = Set.of("dev.sluice.agent.Agent");

  private static final Set<String> TIME_AND_CHANCE =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.lang.Math.random",
          "java.util.Random.<init>",
          "java.util.concurrent.ThreadLocalRandom.current");

  private Rules() {}

  private static Map.Entry<String, List<String>> wing(String name, String... others) {
    List<String> allowed = new ArrayList<>(GROUND);
    allowed.addAll(List.of(others));
    return Map.entry(name, List.copyOf(allowed));
  }

  static ArchRule arrows(String root, String from, List<String> allowed) {
    List<String> packages = new ArrayList<>();
    packages.add(root + "." + from + "..");
    allowed.forEach(name -> packages.add(root + "." + name + ".."));
    return classes()
        .that()
        .resideInAPackage(root + "." + from + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(root + "..")
                .or(resideInAnyPackage(packages.toArray(new String[0]))))
        .as(from + " may use " + allowed);
  }

  static ArchRule libraries(String root, String name, List<String> more) {
    List<String> packages = new ArrayList<>(List.of(JDK_AND_JSON));
    packages.addAll(more);
    packages.add(root + "..");
    return classes()
        .that()
        .resideInAPackage(root + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(packages.toArray(new String[0]))
                .or(describe("are primitive", JavaClass::isPrimitive))
                .or(describe("are arrays", JavaClass::isArray)))
        .as(name + " uses the JDK, Jackson, JSpecify and " + more);
  }

  static ArchRule noCycles(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  /** Rooms inside a wing and rooms across wings: each package is a slice of its own. */
  static ArchRule noCyclesBetweenRooms() {
    SliceAssignment byPackage =
        new SliceAssignment() {
          @Override
          public String getDescription() {
            return "rooms";
          }

          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
          }
        };
    return slices().assignedFrom(byPackage).namingSlices("$1").should().beFreeOfCycles();
  }

  /** Counts top-level classes, that is files; {@code package-info} does not count. */
  static ArchRule packagesHaveAtMost(int files) {
    return classes().that().areTopLevelClasses().should(new ShareAPackageWithFew(files));
  }

  static ArchRule noForbiddenPackages() {
    return noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..common..",
            "..helper..",
            "..impl..",
            "..manager..",
            "..dto..",
            "..mapper..");
  }

  /**
   * {@code Mapper} is allowed: JAX-RS calls the class that turns an exception into a response so.
   */
  static ArchRule noForbiddenNames() {
    return noClasses().should().haveNameMatching(".*(Utils?|Common|Helpers?|Impl|Manager|Dto|DTO)");
  }

  static ArchRule timeAndChanceAreInjected(String app) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(app + "..")
        .and(describe("are no composition root", c -> !COMPOSITION_ROOTS.contains(c.getName())))
        .should()
        .accessTargetWhere(
            isOneOf(TIME_AND_CHANCE, "it is the time or chance of the machine itself"));
  }

  /** The agent and a task host, which have no seam for it, may measure how long they wait. */
  static ArchRule theMonotonicClockIsInjected(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".app..", root + ".agent..", root + ".script..")
        .should()
        .accessTargetWhere(isOneOf(Set.of("java.lang.System.nanoTime"), "it is nanoTime"));
  }

  private static DescribedPredicate<JavaAccess<?>> isOneOf(Set<String> targets, String why) {
    return describe(
        why,
        access ->
            targets.contains(
                access.getTargetOwner().getName() + "." + access.getTarget().getName()));
  }

  static ArchRule resourcesAreThin() {
    return noClasses()
        .that()
        .areAnnotatedWith("jakarta.ws.rs.Path")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.mongodb..", "io.quarkus.mongodb..", "org.bson..")
        .as("resources read the request, write the response, and never query the store");
  }
}
