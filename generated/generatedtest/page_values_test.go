package generatedtest_test

//lint:file-ignore SA1019 URL of a legacy delivery is deprecated by Atlas, and must still decode.

import (
	"github.com/atlasrestore/atlasrestore/generated/atlas20231001"
	"github.com/atlasrestore/atlasrestore/generated/atlas20241113"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
)

// This file has what the pages of pages_test.go decode to.

func cloudJob() *atlas20231001.CloudRestoreJob {
	private := []atlas20231001.PrivateDownloadURL{{DeliveryURL: "string", EndpointID: "vpce-3bf78b0ddee411ba1"}}
	return &atlas20231001.CloudRestoreJob{
		Cancelled: true,
		Components: []atlas20231001.CloudRestoreJobComponent{
			{DownloadURL: "string", PrivateDownloadDeliveryURLs: private, ReplicaSetName: "string"},
		},
		DeliveryType:                atlas20231001.CloudRestoreJobDeliveryTypeAutomated,
		DeliveryURL:                 []string{"string"},
		DesiredTimestamp:            atlas20231001.BSONTimestamp{Date: pageTime, Increment: 1199145600},
		Expired:                     true,
		ExpiresAt:                   pageTime,
		Failed:                      true,
		FinishedAt:                  pageTime,
		ID:                          hexID,
		Links:                       []atlas20231001.Link{{Href: "https://cloud.mongodb.com/api/atlas", Rel: "self"}},
		OplogInc:                    1,
		OplogTS:                     42,
		PointInTimeUTCSeconds:       42,
		PrivateDownloadDeliveryURLs: private,
		SnapshotID:                  hexID,
		TargetClusterName:           "string",
		TargetGroupID:               hexID,
		Timestamp:                   pageTime,
	}
}

func legacyJob() *atlas20250312.LegacyRestoreJob {
	links := []atlas20250312.Link{{Href: "https://cloud.mongodb.com/api/atlas", Rel: "self"}}
	return &atlas20250312.LegacyRestoreJob{
		BatchID:     hexID,
		ClusterID:   hexID,
		ClusterName: "string",
		Created:     pageTime,
		Delivery: atlas20250312.LegacyRestoreJobDelivery{
			AuthHeader:        "string",
			AuthValue:         "string",
			ExpirationHours:   42,
			Expires:           pageTime,
			MaxDownloads:      42,
			MethodName:        atlas20250312.LegacyRestoreJobDeliveryMethodNameClientPITHTTP,
			StatusName:        atlas20250312.LegacyRestoreJobDeliveryStatusNameNotStarted,
			TargetClusterID:   hexID,
			TargetClusterName: "string",
			TargetGroupID:     hexID,
			URL:               "string",
			URLV2:             "string",
		},
		EncryptionEnabled: true,
		GroupID:           hexID,
		Hashes: []atlas20250312.LegacyRestoreJobFileHash{{
			FileName: "string", Hash: "string", Links: links, TypeName: atlas20250312.LegacyRestoreJobFileHashTypeNameSHA1,
		}},
		ID:            hexID,
		Links:         links,
		MasterKeyUUID: "string",
		SnapshotID:    hexID,
		StatusName:    atlas20250312.LegacyRestoreJobStatusNameInProgress,
		Timestamp:     atlas20250312.BSONTimestamp{Date: pageTime, Increment: 1199145600},
	}
}

func legacyPage() *atlas20241113.LegacyRestoreJobPage {
	links := []atlas20241113.Link{{Href: "https://cloud.mongodb.com/api/atlas", Rel: "self"}}
	return &atlas20241113.LegacyRestoreJobPage{
		Links: links,
		Results: []atlas20241113.LegacyRestoreJob{{
			BatchID:     hexID,
			ClusterID:   hexID,
			ClusterName: "string",
			Created:     pageTime,
			Delivery: atlas20241113.LegacyRestoreJobDelivery{
				AuthHeader:        "string",
				AuthValue:         "string",
				ExpirationHours:   42,
				Expires:           pageTime,
				MaxDownloads:      42,
				MethodName:        atlas20241113.LegacyRestoreJobDeliveryMethodNameClientPITHTTP,
				StatusName:        atlas20241113.LegacyRestoreJobDeliveryStatusNameNotStarted,
				TargetClusterID:   hexID,
				TargetClusterName: "string",
				TargetGroupID:     hexID,
				URL:               "string",
				URLV2:             "string",
			},
			EncryptionEnabled: true,
			GroupID:           hexID,
			Hashes: []atlas20241113.LegacyRestoreJobFileHash{{
				FileName: "string", Hash: "string", Links: links, TypeName: atlas20241113.LegacyRestoreJobFileHashTypeNameSHA1,
			}},
			ID:            hexID,
			Links:         links,
			MasterKeyUUID: "string",
			SnapshotID:    hexID,
			StatusName:    atlas20241113.LegacyRestoreJobStatusNameInProgress,
			Timestamp:     atlas20241113.BSONTimestamp{Date: pageTime, Increment: 1199145600},
		}},
		TotalCount: new(int32(42)),
	}
}

func tenantJob() *atlasv1.TenantRestoreJob {
	return &atlasv1.TenantRestoreJob{
		ClusterName:              "string",
		DeliveryType:             atlasv1.TenantRestoreJobDeliveryTypeRestore,
		ExpirationDate:           pageTime,
		ID:                       hexID,
		Links:                    []atlasv1.Link{{Href: "https://cloud.mongodb.com/api/atlas", Rel: "self"}},
		ProjectID:                hexID,
		RestoreFinishedDate:      pageTime,
		RestoreScheduledDate:     pageTime,
		SnapshotFinishedDate:     pageTime,
		SnapshotID:               hexID,
		SnapshotURL:              "string",
		Status:                   atlasv1.TenantRestoreJobStatusPending,
		TargetDeploymentItemName: "string",
		TargetProjectID:          hexID,
	}
}
