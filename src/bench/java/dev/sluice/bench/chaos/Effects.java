package dev.sluice.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What the attempts of one job did, from the file to which they append. */
final class Effects {
  /** One attempt; times in milliseconds of the wall clock. */
  static final class Attempt {
    final int number;
    final List<Long> starts = new ArrayList<>();
    final List<Long> ends = new ArrayList<>();
    String worker = "";
    long last;

    Attempt(int number) {
      this.number = number;
    }

    long first() {
      return starts.isEmpty() ? Long.MAX_VALUE : starts.get(0);
    }
  }

  private final TreeMap<Integer, Attempt> attempts = new TreeMap<>();

  static Effects read(Path file) throws IOException {
    Effects effects = new Effects();
    if (Files.exists(file)) {
      Files.readAllLines(file).forEach(effects::add);
    }
    return effects;
  }

  private void add(String line) {
    String[] words = line.split(" ");
    int number = Integer.parseInt(words[1]);
    long at = Long.parseLong(words[2]);
    Attempt attempt = attempts.computeIfAbsent(number, Attempt::new);
    attempt.worker = words[3];
    attempt.last = Math.max(attempt.last, at);
    if (words[0].equals("start")) {
      attempt.starts.add(at);
    } else if (words[0].equals("end")) {
      attempt.ends.add(at);
    }
  }

  List<Attempt> attempts() {
    return List.copyOf(attempts.values());
  }

  boolean ended(int attempt) {
    Attempt found = attempts.get(attempt);
    return found != null && !found.ends.isEmpty();
  }
}
