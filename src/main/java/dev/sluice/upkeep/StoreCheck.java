package dev.sluice.upkeep;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.StoreException;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.store.embedded.StoreImage.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole store and looks for what cannot be: an entry that cannot be read, a document under
 * another key than its {@code _id}, output with a hole, a job whose output is missing, and an entry
 * of an index too few or too many.
 */
public final class StoreCheck {
  private static final String JOBS = ".jobs";
  private static final String OUTPUT = ".output";

  private final StoreImage image;
  private final Instant now;
  private final Progress progress;
  private final List<Finding> findings = new ArrayList<>();
  private long done;

  /**
   * A fault.
   *
   * @param where the collection
   * @param id of the document, or what is known of it
   */
  public record Finding(String where, String id, String what) {
    @Override
    public String toString() {
      return where + " " + id + ": " + what;
    }
  }

  /**
   * @param now a job that expired before may have lost a part of its output already
   */
  public StoreCheck(StoreImage image, Instant now, Progress progress) {
    this.image = image;
    this.now = now;
    this.progress = progress;
  }

  /** The faults, in the order of the collections and ids; those of the indexes last. */
  public List<Finding> run() {
    for (Table table : image.tables()) {
      String name = table.name();
      String where = name.substring(name.indexOf('/') + 1);
      if (!name.startsWith(StoreImage.DOCUMENTS)) {
        read(table, where, key -> {});
      } else if (where.endsWith(OUTPUT)) {
        checkOutput(table, where);
      } else if (where.endsWith(JOBS)) {
        Optional<Table> output = output(name);
        read(table, where, key -> checkJob(document(table), output, where));
      } else {
        read(table, where, key -> {});
      }
    }
    image.checkIndexes(
        fault -> findings.add(new Finding(fault.collection(), fault.id(), fault.what())));
    return findings;
  }

  private Optional<Table> output(String jobs) {
    String name = jobs.substring(0, jobs.length() - JOBS.length()) + OUTPUT;
    return image.tables().stream().filter(table -> table.name().equals(name)).findAny();
  }

  private void read(Table table, String where, Consumer<Object> check) {
    @Nullable Object last = null;
    try {
      for (Object key = table.next(); key != null; key = table.next()) {
        last = key;
        checkKey(table, key, where);
        check.accept(key);
        progress.at(++done, image.entries());
      }
    } catch (StoreException e) {
      String after = last == null ? "at the first entry" : "after " + last;
      findings.add(new Finding(where, after, String.valueOf(e.getMessage())));
    }
  }

  private void checkKey(Table table, Object key, String where) {
    if (!table.name().startsWith(StoreImage.DOCUMENTS)) {
      return;
    }
    if (!(table.value() instanceof Document document)) {
      findings.add(new Finding(where, key.toString(), "is not a document"));
    } else if (document.containsKey("_id") && !Objects.equals(document.get("_id"), key)) {
      findings.add(
          new Finding(where, key.toString(), "has another _id inside: " + document.get("_id")));
    }
  }

  private void checkOutput(Table table, String where) {
    OutputChains chains = new OutputChains(where, findings::add);
    read(table, where, key -> chains.add(key.toString(), document(table)));
    chains.end();
  }

  /** The entry's document; empty in place of one that {@link #checkKey} has reported. */
  private static Document document(Table table) {
    return table.value() instanceof Document document ? document : new Document();
  }

  private void checkJob(Document job, Optional<Table> output, String where) {
    if (job.get("expiresAt") instanceof Instant expires && expires.isBefore(now)) {
      return;
    }
    if (job.get("attempts") instanceof List<?> attempts) {
      for (Object each : attempts) {
        if (each instanceof Document attempt) {
          checkAttempt(job, attempt, output, where);
        }
      }
    }
  }

  /** The chunks before the last one are the business of {@link OutputChains}. */
  private void checkAttempt(Document job, Document attempt, Optional<Table> output, String where) {
    if (!(attempt.get("chunks") instanceof Number chunks) || chunks.longValue() == 0) {
      return;
    }
    String last = job.get("_id") + "/" + attempt.get("number") + "/" + (chunks.longValue() - 1);
    if (output.isEmpty() || !output.get().has(last)) {
      findings.add(
          new Finding(
              where,
              String.valueOf(job.get("_id")),
              "attempt %s has %s chunks of output, and %s is missing"
                  .formatted(attempt.get("number"), chunks, last)));
    }
  }
}
