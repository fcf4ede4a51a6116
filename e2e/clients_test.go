package e2e_test

//lint:file-ignore SA1019 the legacy, tenant and serverless operations are deprecated by Atlas, and must still work.

import (
	"context"
	"iter"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20231001"
	"github.com/atlasrestore/atlasrestore/generated/atlas20241113"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
)

// A version is one generated client: how to make it and see it as its kinds of job.
type version struct {
	name   string
	served map[atlastest.Kind]string // the kinds that it has, with their resource versions
	make   func(...atlas.Option) (map[atlastest.Kind]*api, error)
}

// versions are the generated clients.
func versions() []version {
	return []version{
		{
			name:   "v1.0",
			served: map[atlastest.Kind]string{atlastest.Cloud: "", atlastest.Legacy: "", atlastest.Serverless: "", atlastest.Tenant: ""},
			make: func(opts ...atlas.Option) (map[atlastest.Kind]*api, error) {
				c, err := atlasv1.New(opts...)
				return map[atlastest.Kind]*api{
					atlastest.Cloud: cloudAPI(c), atlastest.Legacy: legacyAPI(c), atlastest.Serverless: serverlessAPI(c), atlastest.Tenant: tenantAPI(c),
				}, err
			},
		}, {
			name: "2023-10-01",
			served: map[atlastest.Kind]string{
				atlastest.Cloud: "2023-01-01", atlastest.Legacy: "2023-01-01", atlastest.Serverless: "2023-01-01",
			},
			make: func(opts ...atlas.Option) (map[atlastest.Kind]*api, error) {
				c, err := atlas20231001.New(opts...)
				return map[atlastest.Kind]*api{
					atlastest.Cloud: cloudAPI(c), atlastest.Legacy: legacyAPI(c), atlastest.Serverless: serverlessAPI(c),
				}, err
			},
		}, {
			name: "2024-11-13",
			served: map[atlastest.Kind]string{
				atlastest.Cloud: "2023-01-01", atlastest.Legacy: "2023-01-01", atlastest.Serverless: "2023-01-01", atlastest.Flex: "2024-11-13",
			},
			make: func(opts ...atlas.Option) (map[atlastest.Kind]*api, error) {
				c, err := atlas20241113.New(opts...)
				return map[atlastest.Kind]*api{
					atlastest.Cloud: cloudAPI(c), atlastest.Legacy: legacyAPI(c), atlastest.Serverless: serverlessAPI(c), atlastest.Flex: flexAPI(c),
				}, err
			},
		}, {
			name: "2025-03-12",
			served: map[atlastest.Kind]string{
				atlastest.Cloud: "2023-01-01", atlastest.Legacy: "2023-01-01", atlastest.Serverless: "2023-01-01",
				atlastest.Flex: "2024-11-13", atlastest.Collection: "2025-03-12",
			},
			make: func(opts ...atlas.Option) (map[atlastest.Kind]*api, error) {
				c, err := atlas20250312.New(opts...)
				return map[atlastest.Kind]*api{
					atlastest.Cloud: cloudAPI(c), atlastest.Legacy: legacyAPI(c), atlastest.Serverless: serverlessAPI(c),
					atlastest.Flex: flexAPI(c), atlastest.Collection: collectionAPI(c),
				}, err
			},
		},
	}
}

// The methods of the generated clients, which differ in their types only: R is the request, T the job, O the options of
// a list.

func cloudAPI[R, T, O any](c interface {
	CreateCloudRestoreJob(ctx context.Context, group, cluster string, body R) (*T, error)
	GetCloudRestoreJob(ctx context.Context, group, cluster, id string) (*T, error)
	WaitCloudRestoreJob(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error)
	AllCloudRestoreJobs(ctx context.Context, group, cluster string, opts *O) iter.Seq2[*T, error]
	DownloadCloudRestoreJob(ctx context.Context, group, cluster, id, dir string, opts *atlas.DownloadOptions) ([]atlas.DownloadResult, error)
	CancelCloudRestoreJob(ctx context.Context, group, cluster, id string) error
}) *api {
	a := bind(one(c.CreateCloudRestoreJob), c.GetCloudRestoreJob, c.WaitCloudRestoreJob, paged(c.AllCloudRestoreJobs))
	a.download = c.DownloadCloudRestoreJob
	a.cancel = c.CancelCloudRestoreJob
	return a
}

func serverlessAPI[R, T, O any](c interface {
	CreateServerlessRestoreJob(ctx context.Context, group, cluster string, body R) (*T, error)
	GetServerlessRestoreJob(ctx context.Context, group, cluster, id string) (*T, error)
	WaitServerlessRestoreJob(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error)
	AllServerlessRestoreJobs(ctx context.Context, group, cluster string, opts *O) iter.Seq2[*T, error]
	DownloadServerlessRestoreJob(ctx context.Context, group, cluster, id, dir string, opts *atlas.DownloadOptions) ([]atlas.DownloadResult, error)
}) *api {
	a := bind(one(c.CreateServerlessRestoreJob), c.GetServerlessRestoreJob, c.WaitServerlessRestoreJob, paged(c.AllServerlessRestoreJobs))
	a.download = c.DownloadServerlessRestoreJob
	return a
}

func tenantAPI[R, T any](c interface {
	CreateTenantRestoreJob(ctx context.Context, group, cluster string, body R) (*T, error)
	GetTenantRestoreJob(ctx context.Context, group, cluster, id string) (*T, error)
	WaitTenantRestoreJob(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error)
	AllTenantRestoreJobs(ctx context.Context, group, cluster string) iter.Seq2[*T, error]
	DownloadTenantRestoreJob(ctx context.Context, group, cluster, id, dir string, opts *atlas.DownloadOptions) ([]atlas.DownloadResult, error)
}) *api {
	a := bind(one(c.CreateTenantRestoreJob), c.GetTenantRestoreJob, c.WaitTenantRestoreJob, c.AllTenantRestoreJobs)
	a.download = c.DownloadTenantRestoreJob
	return a
}

func flexAPI[R, T, O any](c interface {
	CreateFlexRestoreJob(ctx context.Context, group, cluster string, body R) (*T, error)
	GetFlexRestoreJob(ctx context.Context, group, cluster, id string) (*T, error)
	WaitFlexRestoreJob(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error)
	AllFlexRestoreJobs(ctx context.Context, group, cluster string, opts *O) iter.Seq2[*T, error]
	DownloadFlexRestoreJob(ctx context.Context, group, cluster, id, dir string, opts *atlas.DownloadOptions) ([]atlas.DownloadResult, error)
}) *api {
	a := bind(one(c.CreateFlexRestoreJob), c.GetFlexRestoreJob, c.WaitFlexRestoreJob, paged(c.AllFlexRestoreJobs))
	a.download = c.DownloadFlexRestoreJob
	return a
}

func collectionAPI[R, T, O any](c interface {
	CreateCollectionRestoreJob(ctx context.Context, group, cluster string, body R) (*T, error)
	GetCollectionRestoreJob(ctx context.Context, group, cluster, id string) (*T, error)
	WaitCollectionRestoreJob(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error)
	AllCollectionRestoreJobs(ctx context.Context, group, cluster string, opts *O) iter.Seq2[*T, error]
}) *api {
	return bind(one(c.CreateCollectionRestoreJob), c.GetCollectionRestoreJob, c.WaitCollectionRestoreJob, paged(c.AllCollectionRestoreJobs))
}

// P is the page that a create answers with.
func legacyAPI[R, T, P, O any](c interface {
	CreateLegacyRestoreJob(ctx context.Context, group, cluster string, body R) (*P, error)
	GetLegacyRestoreJob(ctx context.Context, group, cluster, id string) (*T, error)
	WaitLegacyRestoreJob(ctx context.Context, group, cluster, id string, opts *atlas.WaitOptions[T]) (*T, error)
	WaitLegacyRestoreBatch(ctx context.Context, group, cluster, batch string, opts *atlas.WaitOptions[[]T]) ([]T, error)
	AllLegacyRestoreJobs(ctx context.Context, group, cluster string, opts *O) iter.Seq2[*T, error]
	DownloadLegacyRestoreJob(ctx context.Context, group, cluster, id, dir string, opts *atlas.DownloadOptions) ([]atlas.DownloadResult, error)
}) *api {
	a := bind(several[R, T](c.CreateLegacyRestoreJob), c.GetLegacyRestoreJob, c.WaitLegacyRestoreJob, paged(c.AllLegacyRestoreJobs))
	a.download = c.DownloadLegacyRestoreJob
	a.batch = func(ctx context.Context, cluster, batch string) ([]job, error) {
		got, err := c.WaitLegacyRestoreBatch(ctx, group, cluster, batch, nil)
		return jobsOf(got), err
	}
	a.lastJobs = func(err error) ([]job, bool) {
		last, ok := atlas.LastJob[[]T](err)
		return jobsOf(atlas.Value(last)), ok
	}
	return a
}
