package dev.sluice.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reports each package that has more than a given number of files. */
final class ShareAPackageWithFew extends ArchCondition<JavaClass> {
  private final int most;
  private final Map<String, List<JavaClass>> packages = new TreeMap<>();

  ShareAPackageWithFew(int most) {
    super("share a package with fewer than " + most + " others");
    this.most = most;
  }

  @Override
  public void init(Collection<JavaClass> all) {
    packages.clear();
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    if (!type.getSimpleName().equals("package-info")) {
      packages.computeIfAbsent(type.getPackageName(), name -> new ArrayList<>()).add(type);
    }
  }

  @Override
  public void finish(ConditionEvents events) {
    packages.forEach(
        (name, files) -> {
          if (files.size() > most) {
            String message = name + " has " + files.size() + " files, more than " + most;
            events.add(SimpleConditionEvent.violated(files.get(0), message));
          }
        });
  }
}
