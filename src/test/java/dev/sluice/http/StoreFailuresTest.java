package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreFailuresTest {
  private static final ServerAddress STORE = new ServerAddress();

  static Stream<MongoException> passing() {
    return Stream.of(
        new MongoTimeoutException("no server was selected"),
        new MongoSocketReadTimeoutException("no answer", STORE, new Exception()),
        command(10107),
        command(11602),
        command(50),
        command(112),
        command(91));
  }

  static Stream<MongoException> full() {
    return Stream.of(command(14031), write(14031), bulk(14031, 14031), bulk(14031, 112));
  }

  static Stream<MongoException> lasting() {
    return Stream.of(
        command(2), // BadValue
        command(9), // FailedToParse
        command(59), // CommandNotFound
        command(13), // Unauthorized
        write(121), // DocumentValidationFailure
        bulk(14031, 2),
        new MongoInternalException("the answer cannot be read"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void of_storeIsAway_isUnavailable(MongoException e) {
    assertThat(ProblemMapper.of(e).status()).isEqualTo(503);
    assertThat(ProblemMapper.of(e).code()).isEqualTo("store_unavailable");
  }

  @ParameterizedTest
  @MethodSource("full")
  void of_diskOfTheStoreIsFull_isStoreFull(MongoException e) {
    assertThat(ProblemMapper.of(e).status()).isEqualTo(503);
    assertThat(ProblemMapper.of(e).code()).isEqualTo("store_full");
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void of_storeRefusesTheCommand_isAnErrorOfTheServer(MongoException e) {
    assertThat(ProblemMapper.of(e).status()).isEqualTo(500);
    assertThat(ProblemMapper.of(e).code()).isEqualTo("internal_error");
  }

  private static MongoException command(int code) {
    return new MongoCommandException(
        new BsonDocument("ok", new BsonInt32(0))
            .append("code", new BsonInt32(code))
            .append("errmsg", new BsonString("refused")),
        STORE);
  }

  private static MongoException write(int code) {
    return new MongoWriteException(
        new WriteError(code, "refused", new BsonDocument()), STORE, Set.of());
  }

  private static MongoException bulk(int... codes) {
    List<BulkWriteError> errors =
        Arrays.stream(codes)
            .mapToObj(code -> new BulkWriteError(code, "refused", new BsonDocument(), 0))
            .toList();
    return new MongoBulkWriteException(
        BulkWriteResult.unacknowledged(), errors, null, STORE, Set.of());
  }
}
