package dev.sluice.task.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.task.sync.ScriptCheck.Verdict;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What is known of scripts, by digest of their task, so that a task that has not changed is not
 * checked again.
 */
@Singleton
final class Scripts {
  private static final int REMEMBERED = 20_000;

  private final ScriptCheck check;
  private final Cache<String, Verdict> verdicts =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  Scripts(ScriptCheck check) {
    this.check = check;
  }

  /** For a script that is known to be fine, by the digest of its task. */
  void vouchFor(String digest) {
    verdicts.put(digest, Verdict.FINE);
  }

  Optional<Verdict> known(String digest) {
    return Optional.ofNullable(verdicts.getIfPresent(digest));
  }

  Uni<Verdict> check(TaskBundle bundle) {
    return known(bundle.digest())
        .map(verdict -> Uni.createFrom().item(verdict))
        .orElseGet(() -> check.check(bundle).invoke(verdict -> remember(bundle, verdict)));
  }

  private void remember(TaskBundle bundle, Verdict verdict) {
    if (verdict.isFinal()) {
      verdicts.put(bundle.digest(), verdict);
    }
  }
}
