package org.hospitalhub.wiring.storage;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/** Regularly removes other users' permissions from new files, because the permissions of the broker's journal cannot be configured. */
@Configuration(proxyBeanMethods = false)
class FilePermissionsTask {

    private final DataFolder folder;

    FilePermissionsTask(DataFolder folder) {
        this.folder = folder;
    }

    /** Runs when all parts have created their files, and regularly for later files. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT5M")
    void close() {
        folder.closeToOthers();
    }
}
