package io.parley.testing;

/// A server that holds many databases.
///
/// @param uri with or without options, with or without a database, which is replaced
/// @param origin in words, which server it is
record MongoAddress(String uri, String origin, boolean embedded) {

  private static final String SCHEME_END = "://";

  String database(String name) {
    int options = uri.indexOf('?');
    String base = options < 0 ? uri : uri.substring(0, options);
    String query = options < 0 ? "" : uri.substring(options);
    int slash = base.indexOf('/', base.indexOf(SCHEME_END) + SCHEME_END.length());
    return (slash < 0 ? base : base.substring(0, slash)) + "/" + name + query;
  }
}
