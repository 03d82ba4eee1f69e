package dev.sluice.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.embedded.StoreImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  @TempDir Path directory;

  @Test
  void run_wholeStore_findsNothing() throws IOException {
    assertThat(findings(store -> store.job("a", 12, LATER))).isEmpty();
  }

  @Test
  void run_missingChunk_namesAttemptAndNumber() throws IOException {
    assertThat(
            findings(
                store -> {
                  store.job("a", 12, LATER);
                  store.output().deleteOne(id("a/1/10"));
                }))
        .containsExactly("sluice.output a/1/11: chunk 10 of the attempt is missing");
  }

  @Test
  void run_chunkAtAnotherPlace_isFound() throws IOException {
    assertThat(
            findings(
                store -> {
                  store.job("a", 3, LATER);
                  store.output().updateOne(id("a/1/2"), set("offset", 99L));
                  store.job("b", 3, LATER);
                  store.output().updateOne(id("b/1/1"), set("sizeBefore", 99L));
                  store.job("c", 3, LATER);
                  store.output().updateOne(id("c/1/1"), set("truncated", true));
                  store.job("d", 1, LATER);
                  store.output().updateOne(id("d/1/0"), set("frames", new byte[] {1, 2}));
                }))
        .containsExactly(
            "sluice.output a/1/2: begins at byte 99, and the one before it ends at 14",
            "sluice.output b/1/1: has 99 bytes of frames before it, and there are 20",
            "sluice.output c/1/2: follows a chunk that is marked as the last",
            "sluice.output d/1/0: frame header cut short at byte 0");
  }

  @Test
  void run_jobWithoutItsOutput_isFoundUnlessItExpired() throws IOException {
    assertThat(
            findings(
                store -> {
                  store.job("expired", 2, NOW.minusSeconds(1));
                  store.output().deleteOne(id("expired/1/1"));
                  store.job("kept", 2, LATER);
                  store.output().deleteOne(id("kept/1/1"));
                }))
        .containsExactly(
            "sluice.jobs kept: attempt 1 has 2 chunks of output, and kept/1/1 is missing");
  }

  @Test
  void run_idThatIsNotOfAChunk_isFound() throws IOException {
    assertThat(findings(store -> store.output().insertOne(new Document("_id", "a/1/x"))))
        .containsExactly(
            "sluice.output a/1/x: is not the id of a chunk, which has the form job/attempt/number");
  }

  @Test
  void run_documentWithoutItsEntry_isFound() throws IOException {
    indexed();
    StoreFixture.tamper(directory, "tag_1", entries -> entries.remove(List.of("red", "a")));

    assertThat(found()).containsExactly("sluice.jobs a: has no entry [red] in the index tag_1");
  }

  @Test
  void run_entryThatItsDocumentDoesNotHave_isFound() throws IOException {
    indexed();
    StoreFixture.tamper(directory, "tag_1", entries -> entries.put(List.of("blue", "a"), true));

    assertThat(found())
        .containsExactly(
            "sluice.jobs a: has other values than its entry [blue] in the index tag_1");
  }

  @Test
  void run_entryWithoutADocument_isFound() throws IOException {
    indexed();
    StoreFixture.tamper(directory, "tag_1", entries -> entries.put(List.of("red", "b"), true));

    assertThat(found())
        .containsExactly(
            "sluice.jobs b: is not a document, and has the entry [red] in the index tag_1");
  }

  @Test
  void run_indexesThatFit_findsNothing() throws IOException {
    indexed();

    assertThat(found()).isEmpty();
  }

  /** A job with a tag, one with two, one with none, and an index of the tags. */
  private void indexed() {
    try (StoreFixture store = StoreFixture.open(directory)) {
      store.index("tag");
      store.jobs().insertOne(new Document("_id", "a").append("tag", "red"));
      store.jobs().insertOne(new Document("_id", "c").append("tag", List.of("red", "blue")));
      store.jobs().insertOne(new Document("_id", "d").append("tag", 5));
      store.jobs().insertOne(new Document("_id", "e"));
    }
  }

  private List<String> findings(Consumer<StoreFixture> content) throws IOException {
    try (StoreFixture store = StoreFixture.open(directory)) {
      content.accept(store);
    }
    return found();
  }

  private List<String> found() throws IOException {
    try (StoreImage image = StoreImage.read(directory)) {
      return new StoreCheck(image, NOW, Progress.NONE)
          .run().stream().map(StoreCheck.Finding::toString).toList();
    }
  }

  private static Document id(String id) {
    return new Document("_id", id);
  }

  private static Document set(String field, Object value) {
    return new Document("$set", new Document(field, value));
  }
}
