package dev.sluice.bench.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A figure with the baseline that was measured in the same run.
 *
 * @param ratio value / baseline
 * @param target the target, for people
 * @param met null when there is no target
 * @param more further values by name
 */
public record Figure(
    String name,
    String unit,
    double value,
    double baseline,
    double ratio,
    String target,
    Boolean met,
    Map<String, Object> more) {

  public static Figure of(
      String name, String unit, double value, double baseline, String target, Boolean met) {
    return new Figure(
        name, unit, value, baseline, value / baseline, target, met, new LinkedHashMap<>());
  }

  public Figure with(String key, Object fact) {
    more.put(key, fact instanceof Double d ? (Object) round(d) : fact);
    return this;
  }

  public String line() {
    return String.format(
        Locale.ROOT,
        "%-24s %10.2f %-10s baseline %10.2f  ratio %7.3f  %s%s %s",
        name,
        value,
        unit,
        baseline,
        ratio,
        target.isEmpty() ? "" : "target: " + target,
        met == null ? "" : met ? "  MET" : "  MISSED",
        more.isEmpty() ? "" : more);
  }

  /** The first figure, with the others as {@code rows}. */
  public static Map<String, Object> json(List<Figure> figures) {
    Map<String, Object> first = figures.get(0).fields();
    if (figures.size() > 1) {
      first.put("rows", figures.stream().skip(1).map(Figure::fields).toList());
    }
    return first;
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("unit", unit);
    fields.put("value", round(value));
    fields.put("baseline", round(baseline));
    fields.put("ratio", round(ratio));
    fields.put("target", target);
    fields.put("met", met);
    fields.putAll(more);
    return fields;
  }

  private static Double round(double d) {
    return Double.isFinite(d) ? Math.round(d * 1000) / 1000.0 : null;
  }
}
