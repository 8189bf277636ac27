package org.hospitalhub.service.engine;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.UploadContext;

/** Takes a request of the type multipart/form-data apart with Tomcat's reader. */
final class FormParts {

    private FormParts() {}

    /** A part as Tomcat's reader sees it. */
    record Part(String name, String file, String type, byte[] content) {}

    static List<Part> of(LabFixture.Asked request) throws Exception {
        FileItemIterator parts = new FileUpload().getItemIterator(new UploadContext() {
            @Override
            public String getCharacterEncoding() {
                return "UTF-8";
            }

            @Override
            public String getContentType() {
                return request.headers().get("content-type");
            }

            @Override
            public long contentLength() {
                return request.body().length;
            }

            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(request.body());
            }
        });
        List<Part> read = new ArrayList<>();
        while (parts.hasNext()) {
            FileItemStream part = parts.next();
            read.add(new Part(
                    part.getFieldName(),
                    part.getName(),
                    part.getContentType(),
                    part.openStream().readAllBytes()));
        }
        return read;
    }
}
