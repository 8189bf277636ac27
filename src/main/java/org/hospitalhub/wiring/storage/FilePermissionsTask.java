package org.hospitalhub.wiring.storage;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Removes permissions of other users from new files regularly, because the permissions of the broker's journal cannot be
 * configured.
 */
@Configuration(proxyBeanMethods = false)
class FilePermissionsTask {

    private final DataFolder folder;

    FilePermissionsTask(DataFolder folder) {
        this.folder = folder;
    }

    /** Once everything has made its files, and now and then for those that are made later. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT5M")
    void close() {
        folder.closeToOthers();
    }
}
