package io.parley.gateway.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;

/// All files by path, read once at the start: they are few and small, and a path that is not in the
/// map is none, however it is written.
@Component
class StaticFiles {

  private static final String SITE = "static/";
  private static final String HASHED = "/assets/";
  private static final String INDEX = "/index.html";
  private static final Set<String> DOCUMENTS = Set.of("/api/openapi.json", "/api/asyncapi.json");

  private final Map<String, StaticFile> files = new HashMap<>();

  StaticFiles() {
    try {
      readSite();
      readDocuments();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable StaticFile at(String path) {
    return files.get(path);
  }

  private void readSite() throws IOException {
    var resolver = new PathMatchingResourcePatternResolver(getClass().getClassLoader());
    for (var resource : resolver.getResources("classpath*:" + SITE + "**/*")) {
      var url = resource.getURL().toString();
      if (resource.isReadable() && !url.endsWith("/")) {
        put(url.substring(url.lastIndexOf("/" + SITE) + SITE.length()), resource);
      }
    }
  }

  private void readDocuments() throws IOException {
    var loader = getClass().getClassLoader();
    for (var path : DOCUMENTS) {
      try (var in = loader.getResourceAsStream(path.substring(1))) {
        if (in != null) {
          files.put(path, StaticFile.revalidated(in.readAllBytes(), MediaType.APPLICATION_JSON));
        }
      }
    }
  }

  private void put(String path, Resource resource) throws IOException {
    var content = resource.getContentAsByteArray();
    var type = typeOf(path);
    if (path.equals(INDEX)) {
      files.put("/", StaticFile.revalidated(content, type));
    } else if (path.startsWith(HASHED)) {
      files.put(path, StaticFile.immutable(content, type));
    } else {
      files.put(path, StaticFile.revalidated(content, type));
    }
  }

  private static MediaType typeOf(String path) {
    var type = MediaTypeFactory.getMediaType(path).orElse(MediaType.APPLICATION_OCTET_STREAM);
    return type.getType().equals("text")
        ? new MediaType(type, java.nio.charset.StandardCharsets.UTF_8)
        : type;
  }
}
