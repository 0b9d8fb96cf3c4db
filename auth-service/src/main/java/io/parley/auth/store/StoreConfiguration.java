package io.parley.auth.store;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The connection to MongoDB. Every write waits for a majority, and no longer than its time limit;
/// an answer that does not come is an unknown outcome, never a success.
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  private static final Duration WRITE = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration SERVER_SELECTION = Duration.ofSeconds(3);
  private static final int CONNECTIONS = 50;

  @Bean
  MongoClientSettingsBuilderCustomizer boundedStore() {
    return settings ->
        settings
            .writeConcern(
                WriteConcern.MAJORITY.withWTimeout(WRITE.toMillis(), TimeUnit.MILLISECONDS))
            .readConcern(ReadConcern.MAJORITY)
            .readPreference(ReadPreference.primary())
            .applyToClusterSettings(
                cluster ->
                    cluster.serverSelectionTimeout(
                        SERVER_SELECTION.toMillis(), TimeUnit.MILLISECONDS))
            .applyToConnectionPoolSettings(
                pool ->
                    pool.maxSize(CONNECTIONS)
                        .maxWaitTime(SERVER_SELECTION.toMillis(), TimeUnit.MILLISECONDS))
            .applyToSocketSettings(
                socket ->
                    socket
                        .connectTimeout((int) CONNECT.toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout((int) ANSWER.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Bean
  MongoDatabase authDatabase(MongoClient client, MongoConnectionDetails details) {
    var name = details.getConnectionString().getDatabase();
    return client.getDatabase(name == null ? "parley" : name);
  }
}
