package dev.sluice.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Checks each rule on the product, and that it reports the code that was seeded to break it. */
class ArchitectureTest {
  private static final String ROOT = "dev.sluice";
  private static final String SEEDED = "dev.sluice.seeded";
  private static final JavaClasses PRODUCT =
      new ClassFileImporter().importPath(Path.of("target/classes/dev/sluice"));
  private static final JavaClasses SEEDS =
      new ClassFileImporter().importPath(Path.of("target/test-classes/dev/sluice/seeded"));

  @TestFactory
  Stream<DynamicTest> arrows_product_hold() {
    return Rules.ARROWS.entrySet().stream()
        .map(
            arrow ->
                DynamicTest.dynamicTest(
                    arrow.getKey(),
                    () -> Rules.arrows(ROOT, arrow.getKey(), arrow.getValue()).check(PRODUCT)));
  }

  @Test
  void arrows_everyPackage_areDeclared() {
    assertThat(PRODUCT.getPackage(ROOT).getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Rules.ARROWS.keySet().stream(), Stream.of("app")).toList());
  }

  @Test
  void arrows_seededViolation_isReported() {
    fails(Rules.arrows(SEEDED, "job", List.of("wire")), "JobThatKnowsAWorker");
  }

  @TestFactory
  Stream<DynamicTest> libraries_product_hold() {
    return Rules.LIBRARIES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> Rules.libraries(ROOT, entry.getKey(), entry.getValue()).check(PRODUCT)));
  }

  @Test
  void libraries_seededViolation_isReported() {
    fails(Rules.libraries(SEEDED, "wire", List.of()), "WireWithAPromise");
  }

  @Test
  void noCycles_product_holds() {
    Rules.noCycles(ROOT).check(PRODUCT);
  }

  @Test
  void noCycles_seededCycle_isReported() {
    fails(Rules.noCycles(SEEDED), "Cycle detected");
  }

  @Test
  void noCyclesBetweenRooms_product_holds() {
    Rules.noCyclesBetweenRooms().check(PRODUCT);
  }

  @Test
  void noCyclesBetweenRooms_seededCycle_isReported() {
    fails(Rules.noCyclesBetweenRooms(), SEEDED + ".schedule.duty");
  }

  @Test
  void packageSize_product_isAtMost20Files() {
    Rules.packagesHaveAtMost(20).check(PRODUCT);
  }

  @Test
  void packageSize_seededViolation_isReported() {
    fails(Rules.packagesHaveAtMost(20), SEEDED + ".crowd has 21 files");
  }

  @Test
  void forbiddenNames_product_hasNone() {
    Rules.noForbiddenPackages().check(PRODUCT);
    Rules.noForbiddenNames().check(PRODUCT);
  }

  @Test
  void forbiddenNames_seededViolation_isReported() {
    fails(Rules.noForbiddenPackages(), "seeded.util");
    fails(Rules.noForbiddenNames(), "JobManager");
  }

  @Test
  void timeAndChance_product_areInjected() {
    Rules.timeAndChanceAreInjected(ROOT + ".app").check(PRODUCT);
    Rules.theMonotonicClockIsInjected(ROOT).check(PRODUCT);
  }

  @Test
  void timeAndChance_seededViolation_isReported() {
    ArchRule rule = Rules.timeAndChanceAreInjected(ROOT + ".app");
    fails(rule, "Instant.now");
    fails(rule, "currentTimeMillis");
    fails(rule, "Thread.sleep");
    fails(rule, "Random.<init>");
    fails(Rules.theMonotonicClockIsInjected(SEEDED), "nanoTime");
  }

  @Test
  void oneWriter_product_holds() {
    classes().should(new OneWriter()).check(PRODUCT);
  }

  @Test
  void oneWriter_seededViolation_isReported() {
    ArchRule rule = classes().should(new OneWriter());
    fails(rule, "SecondWriter.byACollection");
    fails(rule, "SecondWriter.byACollectionThatItWasGiven");
    fails(rule, "SecondWriter.byTheEntityItself");
  }

  @Test
  void oneWriter_nameThatNoTypeHas_isReported() {
    ArchRule rule =
        classes().should(new OneWriter(Map.of("Renamed", "Jobs", "Job", "RenamedWriter")));

    assertThatThrownBy(() -> rule.check(PRODUCT))
        .hasMessageContaining("Renamed is in WRITERS, but does not exist")
        .hasMessageContaining("RenamedWriter is in WRITERS, but does not exist")
        .hasMessageNotContaining("Jobs is in WRITERS");
  }

  @Test
  void resourcesAreThin_product_holds() {
    Rules.resourcesAreThin().check(PRODUCT);
  }

  @Test
  void resourcesAreThin_seededViolation_isReported() {
    fails(Rules.resourcesAreThin(), "FatResource");
  }

  @Test
  void nullMarked_product_everyPackage() {
    assertThat(unmarked(PRODUCT)).isEmpty();
  }

  @Test
  void nullMarked_seededViolation_isReported() {
    assertThat(unmarked(SEEDS)).contains(SEEDED + ".bare");
  }

  private static List<String> unmarked(JavaClasses classes) {
    return classes.stream()
        .map(type -> type.getPackage())
        .distinct()
        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
        .map(JavaPackage::getName)
        .toList();
  }

  private static void fails(ArchRule rule, String naming) {
    assertThatThrownBy(() -> rule.check(SEEDS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(naming);
  }

  /** No wing may be allowed to use a package that does not exist. */
  @Test
  void arrows_targets_exist() {
    Map<String, List<String>> arrows = Rules.ARROWS;

    assertThat(arrows.values()).allSatisfy(to -> assertThat(arrows.keySet()).containsAll(to));
  }
}
