/** The desk's routes for planning and review. */
import type { Hono } from 'hono';
import { idPattern } from '../domain/identifier.ts';
import type { AppEnv } from '../http/context.ts';
import { showActivity } from './activity.ts';
import { calendarPage } from './calendar.ts';
import { addComment, answerComment, resolveComment } from './comments.ts';
import { duplicateRelease } from './duplicating.ts';
import { earlyAccessPage } from './early-access.ts';
import { findRelease } from './release-finder.ts';
import { recallReview, returnReview, reviewPage, sendReview } from './review.ts';
import { clearNews } from './today.ts';

const release = `/releases/:id{${idPattern}}`;
const review = `${release}/review/:reviewId{${idPattern}}`;
const comment = `${release}/comments/:commentId{${idPattern}}`;

/** Adds the routes to the app of the desk, behind its session. */
export function planningRoutes(app: Hono<AppEnv>): void {
  app.get('/find', findRelease);
  app.post('/news/clear', clearNews);
  app.get('/calendar', calendarPage);
  app.get('/early-access', earlyAccessPage);
  app.get(`${release}/activity`, showActivity);
  app.post(`${release}/duplicate`, duplicateRelease);
  app.get(`${release}/review`, reviewPage);
  app.post(`${release}/review`, sendReview);
  app.post(`${review}/return`, returnReview);
  app.post(`${review}/recall`, recallReview);
  app.post(`${release}/comments`, addComment);
  app.post(`${comment}/answer`, answerComment);
  app.post(`${comment}/resolve`, resolveComment);
}
