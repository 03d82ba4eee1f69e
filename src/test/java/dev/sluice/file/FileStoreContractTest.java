package dev.sluice.file;

import static dev.sluice.file.Files.SEVERAL_CHUNKS;
import static dev.sluice.file.Files.bytes;
import static dev.sluice.file.Files.content;
import static dev.sluice.file.Files.named;
import static dev.sluice.time.Awaiting.result;
import static java.util.Arrays.copyOfRange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.reactivestreams.client.gridfs.GridFSBucket;
import com.mongodb.reactivestreams.client.gridfs.GridFSBuckets;
import dev.sluice.http.ProblemException;
import dev.sluice.store.PlainStore;
import dev.sluice.text.Sha256;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import mutiny.zero.flow.adapters.AdaptersToFlow;
import org.bson.BsonString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlainStore.class)
class FileStoreContractTest {
  private static final byte[] LONG = bytes(SEVERAL_CHUNKS);

  @Inject ReactiveMongoClient client;

  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private FileStore store = Files.store(clock, timers, Map.of());

  @BeforeEach
  void noFiles() {
    Files.removeAll();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, GridChunks.SIZE - 1, GridChunks.SIZE, GridChunks.SIZE + 1, SEVERAL_CHUNKS})
  void store_content_isReadBack(int length) {
    byte[] bytes = bytes(length);

    StoredFile stored =
        result(store.store(new NewFile("a.zip", "application/zip", "job-1"), content(bytes)));

    assertThat(stored.size()).isEqualTo(length);
    assertThat(stored.sha256()).isEqualTo(Sha256.of(bytes));
    assertThat(stored.createdAt()).isEqualTo(clock.instant());
    assertThat(result(store.find(stored.id()))).isEqualTo(stored);
    assertThat(Files.read(store, stored, 0, length - 1)).isEqualTo(bytes);
    assertThat(Files.uploads()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0, 261119",
    "261119, 261120",
    "261120, 261120",
    "5, 522239",
    "522240, 526950",
    "526950, 526950"
  })
  void read_range_isThatOfTheContent(int from, int to) {
    StoredFile stored = stored(LONG);

    assertThat(Files.read(store, stored, from, to)).isEqualTo(copyOfRange(LONG, from, to + 1));
  }

  @Test
  void read_noByte_isEmpty() {
    assertThat(Files.read(store, stored(LONG), 0, -1)).isEmpty();
  }

  @Test
  void store_emptyContent_isRefusedAndLeavesNothing() {
    assertThat(refusal(content(new byte[0]))).isEqualTo("400 empty_body");
    assertNothingIsLeft();
  }

  @Test
  void store_contentThatFails_failsAlikeAndLeavesNothing() {
    Multi<Buffer> broken =
        Multi.createBy()
            .concatenating()
            .streams(content(LONG), Multi.createFrom().failure(new IllegalStateException("cut")));

    assertThatThrownBy(() -> result(store.store(named("a"), broken))).hasMessageContaining("cut");
    assertNothingIsLeft();
  }

  @Test
  void store_moreThanAFileMayHave_isRefusedAndLeavesNothing() {
    store = Files.store(clock, timers, Map.of("sluice.files.max-size", "500000"));

    assertThat(refusal(content(LONG))).isEqualTo("413 file_too_large");
    assertNothingIsLeft();
    assertThat(stored(bytes(500_000)).size()).isEqualTo(500_000);
  }

  @Test
  void store_moreThanAllFilesMayHave_isRefusedAndLeavesNothing() {
    store = Files.store(clock, timers, Map.of("sluice.files.max-total", "600000"));
    StoredFile first = stored(bytes(100_000));

    assertThat(refusal(content(LONG))).isEqualTo("507 files_full");
    assertThat(result(store.list(null, 10))).containsExactly(first);
    assertThat(Files.allChunks()).hasSize(1);
    assertThat(stored(bytes(500_000)).size()).isEqualTo(500_000);
    assertThat(refusal(content(new byte[] {1}))).isEqualTo("507 files_full");
  }

  @Test
  void store_uploadsAtOnceBeyondTheTotal_areNotAllStored() {
    store = Files.store(clock, timers, Map.of("sluice.files.max-total", "600000"));
    Uni<Integer> one =
        store
            .store(named("a"), content(bytes(400_000)))
            .map(stored -> 1)
            .onFailure(ProblemException.class)
            .recoverWithItem(0);

    List<Integer> stored = result(Uni.join().all(one, one, one).andFailFast());

    assertThat(stored.stream().mapToInt(Integer::intValue).sum()).isLessThan(2);
  }

  @Test
  void store_oneFileTooMany_isRefusedUntilOneIsDeleted() {
    store = Files.store(clock, timers, Map.of("sluice.files.max-count", "2"));
    stored(bytes(1));
    StoredFile second = stored(bytes(2));

    assertThat(refusal(content(bytes(3)))).isEqualTo("507 files_full");
    result(store.delete(second.id()));
    assertThat(stored(bytes(3)).size()).isEqualTo(3);
  }

  @Test
  void store_filesOfAnotherServer_countLater() {
    store = Files.store(clock, timers, Map.of("sluice.files.max-count", "2"));
    stored(bytes(1));
    result(Files.store(clock, timers, Map.of()).store(named("b"), content(bytes(2))));

    timers.advance(FileUsage.KNOWN_FOR);

    assertThat(refusal(content(bytes(3)))).isEqualTo("507 files_full");
  }

  @Test
  void store_content_isRequestedInSmallSteps() {
    AtomicLong most = new AtomicLong();
    Multi<Buffer> counted =
        content(LONG).onRequest().invoke(n -> most.accumulateAndGet(n, Math::max));

    result(store.store(named("a"), counted));

    assertThat(most.get()).isBetween(1L, 4L);
  }

  @Test
  void read_byASlowReader_isNotAheadOfIt() {
    AssertSubscriber<Buffer> reader = AssertSubscriber.create(1);
    byte[] twelve = bytes(12 * GridChunks.SIZE);

    store.read(stored(twelve), 0, twelve.length - 1).subscribe(reader);

    reader.awaitItems(1).assertNotTerminated();
    reader.request(2).awaitCompletion();
    assertThat(reader.getItems()).allMatch(part -> part.length() == 4 * GridChunks.SIZE).hasSize(3);
  }

  @Test
  void delete_file_removesItsChunks() {
    StoredFile kept = stored(bytes(5));
    StoredFile stored = stored(bytes(40 * GridChunks.SIZE));

    assertThat(result(store.delete(stored.id()))).isTrue();
    assertThat(result(store.delete(stored.id()))).isFalse();
    assertThat(result(store.find(stored.id()))).isNull();
    assertThat(Files.allChunks()).extracting(chunk -> chunk.fileId).containsExactly(kept.id());
    assertThat(Files.uploads()).isEmpty();
  }

  @Test
  void read_fileDeletedMeanwhile_fails() {
    StoredFile stored = stored(LONG);
    result(store.delete(stored.id()));

    assertThatThrownBy(() -> Files.read(store, stored, 0, 10))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("file_not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file-0", "a/b", "", "$where", "ä"})
  void find_unknownOrImpossibleId_isNull(String id) {
    assertThat(result(store.find(id))).isNull();
  }

  @Test
  void list_pages_areNewestFirst() {
    StoredFile first = stored(bytes(1));
    StoredFile second = stored(bytes(2));
    StoredFile third = stored(bytes(3));

    assertThat(result(store.list(null, 2))).containsExactly(third, second);
    assertThat(result(store.list(second.id(), 2))).containsExactly(first);
  }

  @Test
  void storedFile_gridFsOfTheDriver_readsIt() {
    StoredFile stored = stored(LONG);
    ByteArrayOutputStream read = new ByteArrayOutputStream();

    result(
        Multi.createFrom()
            .publisher(
                AdaptersToFlow.publisher(bucket().downloadToPublisher(new BsonString(stored.id()))))
            .invoke(part -> read.write(part.array(), part.position(), part.remaining()))
            .onItem()
            .ignoreAsUni());

    assertThat(read.toByteArray()).isEqualTo(LONG);
  }

  private GridFSBucket bucket() {
    return GridFSBuckets.create(
        client.unwrap().getDatabase(GridFile.mongoCollection().getNamespace().getDatabaseName()));
  }

  private StoredFile stored(byte[] bytes) {
    return result(store.store(named("a"), content(bytes)));
  }

  private String refusal(Multi<Buffer> content) {
    try {
      return "stored as " + result(store.store(named("a"), content));
    } catch (ProblemException e) {
      return e.problem().status() + " " + e.problem().code();
    }
  }

  private void assertNothingIsLeft() {
    assertThat(result(store.list(null, 10))).isEmpty();
    assertThat(Files.allChunks()).isEmpty();
    assertThat(Files.uploads()).allMatch(upload -> upload.removing);
  }
}
