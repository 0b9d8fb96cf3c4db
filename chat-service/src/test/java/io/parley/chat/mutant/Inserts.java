package io.parley.chat.mutant;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.common.id.ConversationId;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/// The inserts into the log, at the driver: what was stored is written down when the store's reply
/// has come and before the node hears of it, and a mutant may come between.
final class Inserts {

  /// An insert as the driver does it.
  interface Insert {
    Publisher<InsertManyResult> of(List<RawBsonDocument> events, InsertManyOptions options);
  }

  /// What a node's insert becomes.
  interface Mutation {
    Publisher<InsertManyResult> apply(
        List<RawBsonDocument> events, InsertManyOptions options, Insert real);

    Mutation NONE = (events, options, real) -> real.of(events, options);
  }

  private static final String EVENTS = "chat_events";

  private final Recorder recorder;
  private final Mutation mutation;

  Inserts(Recorder recorder, Mutation mutation) {
    this.recorder = recorder;
    this.mutation = mutation;
  }

  MongoDatabase around(MongoDatabase database) {
    return proxy(
        MongoDatabase.class,
        (method, arguments) -> {
          var result = call(method, database, arguments);
          return result instanceof MongoCollection<?> collection && EVENTS.equals(arguments[0])
              ? around(events(collection))
              : result;
        });
  }

  @SuppressWarnings("unchecked") // what the log inserts
  private static MongoCollection<RawBsonDocument> events(MongoCollection<?> collection) {
    return (MongoCollection<RawBsonDocument>) collection;
  }

  @SuppressWarnings("unchecked") // the driver's own types of the one insert that the log uses
  private MongoCollection<RawBsonDocument> around(MongoCollection<RawBsonDocument> collection) {
    return proxy(
        MongoCollection.class,
        (method, arguments) -> {
          if (method.getName().equals("insertMany") && arguments.length == 2) {
            return mutation.apply(
                (List<RawBsonDocument>) arguments[0],
                (InsertManyOptions) arguments[1],
                (events, options) -> recorded(collection, events, options));
          }
          var result = call(method, collection, arguments);
          return result instanceof MongoCollection<?> other ? around(events(other)) : result;
        });
  }

  private Publisher<InsertManyResult> recorded(
      MongoCollection<RawBsonDocument> collection,
      List<RawBsonDocument> events,
      InsertManyOptions options) {
    var concern = collection.getWriteConcern();
    var limit = concern.getWTimeout(TimeUnit.MILLISECONDS);
    recorder.write(
        new RunEntry.ConcernSeen(
            recorder.now(),
            EVENTS,
            "insert",
            concern.getWString(),
            limit == null ? null : limit.longValue()));
    return Mono.from(collection.insertMany(events, options))
        .doOnNext(_ -> events.forEach(this::written))
        .doOnError(
            MongoBulkWriteException.class,
            error -> stored(events, options, error).forEach(this::written));
  }

  private static List<RawBsonDocument> stored(
      List<RawBsonDocument> events, InsertManyOptions options, MongoBulkWriteException error) {
    var refused =
        error.getWriteErrors().stream().map(BulkWriteError::getIndex).collect(Collectors.toSet());
    int first = refused.stream().min(Integer::compare).orElse(events.size());
    return IntStream.range(0, events.size())
        .filter(index -> index < first || (!options.isOrdered() && !refused.contains(index)))
        .mapToObj(events::get)
        .toList();
  }

  private void written(RawBsonDocument event) {
    var place = event.getString("_id").getValue();
    int colon = place.lastIndexOf(':');
    recorder.write(
        new RunEntry.Written(
            recorder.now(),
            new ConversationId(place.substring(0, colon)),
            Long.parseLong(place.substring(colon + 1))));
  }

  private interface Invoked {
    @Nullable Object by(Method method, Object[] arguments) throws Throwable;
  }

  @SuppressWarnings("unchecked") // a proxy is of the type it was made for
  private static <T> T proxy(Class<? super T> type, Invoked invoked) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                invoked.by(method, arguments == null ? new Object[0] : arguments));
  }

  private static @Nullable Object call(Method method, Object target, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
