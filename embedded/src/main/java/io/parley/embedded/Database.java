package io.parley.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/// One database of the store, with documents and index keys in BSON.
///
/// The library's own would put Java serialization in the file and compare index keys by serializing
/// both, which took nine tenths of the time of every look-up.
final class Database extends H2Database {

  private final MVStore store;
  private final CursorRegistry cursors;

  Database(String name, MVStore store, CursorRegistry cursors) {
    // The library opens collections and indexes from within its constructor
    this.store = store;
    this.cursors = cursors;
    super(name, store, cursors);
  }

  @Override
  protected Index<Object> openOrCreateUniqueIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new UniqueIndex(positions(collection, name), name, keys, sparse);
  }

  /// In memory a hash map, since unique indexes are only ever asked for equal values: the library
  /// looks a key up three times to insert it, which in an ordered map of a hundred thousand is most
  /// of what an insert costs.
  private ConcurrentMap<KeyValue, Object> positions(String collection, String index) {
    if (store.getFileStore() == null) {
      return new ConcurrentHashMap<>();
    }
    var types = new MVMap.Builder<KeyValue, Object>().keyType(new IndexKeyType());
    return store.openMap("%s.%s._index_%s".formatted(getDatabaseName(), collection, index), types);
  }

  @Override
  protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
    var types = new MVMap.Builder<Object, Document>().valueType(new DocumentType());
    String fullName = getDatabaseName() + "." + name;
    MVMap<Object, Document> documents = store.openMap("databases." + fullName, types);
    MVMap<String, Object> meta = store.openMap("meta." + fullName);
    return new H2Collection(this, name, options, documents, meta, cursors);
  }
}
